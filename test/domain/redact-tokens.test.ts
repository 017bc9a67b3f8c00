import { expect, test } from 'vitest'
import { redactTokens } from '../../src/domain/redact-tokens.ts'

const long = 'aB3'.repeat(10)

test.each([
  [`a 12|${long} b`, 'a 12|*** b'],
  [`12%7C${long}`, '12|***'],
  [`a bca_live_${long}, bca_test_${long}`, 'a bca_live_***, bca_test_***'],
  [`"mzy_${long}"`, '"mzy_***"'],
  [`bcat_${long} bcrt_${long}`, 'bcat_*** bcrt_***'],
  [`BCA_LIVE_${long.toUpperCase()} Bca_Test_${long}`, 'BCA_LIVE_*** Bca_Test_***'],
  [`BCAT_${long} bcRT_${long} BcAs_${long} MZY_${long}`, 'BCAT_*** bcRT_*** BcAs_*** MZY_***'],
  ['bca_live_*************a4f2', 'bca_live_*************a4f2'],
  ['bca_live_key of the pipeline', 'bca_live_key of the pipeline'],
  [`xmzy_${long}`, `xmzy_${long}`],
  ['ci-main 12|short', 'ci-main 12|short'],
])('%s is told as %s', (text, told) => {
  expect(redactTokens(text)).toBe(told)
})
