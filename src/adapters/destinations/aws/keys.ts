import type { Secret } from '../../../domain/secret.ts'

/** What a request to AWS is signed with. */
export interface AwsKeys {
  accessKeyId: string
  secretAccessKey: Secret
  sessionToken: Secret | undefined
}

/** Who signs, and where that comes from. */
export interface AwsCredentials {
  /** In words for the user: "AWS_ACCESS_KEY_ID". */
  source: string
  /** The keys for a request that is sent now; those that end are fetched anew in time. */
  keys(): Promise<AwsKeys>
}
