// RUN: weirc opt --verify-diagnostics --hal-materialize-resource-caches %s

// expected-error @+1 {{'util.global' op is asked for an executable there is none of}}
util.global private @device : !hal.device
util.func private @asks() -> !hal.executable {
  %device = util.global.load @device : !hal.device
  %0 = hal.executable.lookup device(%device : !hal.device) executable(@nowhere) : !hal.executable
  util.return %0 : !hal.executable
}
