#!/usr/bin/env node
const { front, loadCore } = require('../dist/front.cjs')

const args = process.argv.slice(2)
const fronted = front(args)
// All is written and nothing under way: to take Node apart in order takes longer than the answer.
if ('exitCode' in fronted) process.exit(fronted.exitCode)
else {
  loadCore()
    .main(args, fronted)
    .then(code => {
      process.exitCode = code
    })
}
