#!/usr/bin/env node
const { front } = require('../dist/front.cjs')

const args = process.argv.slice(2)
const fronted = front(args)
if ('exitCode' in fronted) process.exitCode = fronted.exitCode
else {
  require('../dist/main.cjs')
    .main(args, fronted)
    .then(code => {
      process.exitCode = code
    })
}
