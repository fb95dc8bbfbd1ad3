// RUN: weirc opt --split-input-file --verify-diagnostics --hal-materialize-target-devices %s

// expected-error @below {{has no device `c` to be the default}}
module @unknown attributes {
  hal.device.targets = {a = #hal.device.alias<"y"> : !hal.device},
  hal.device.default = "c"
} {
}

// -----

// expected-error @below {{invalid `hal.device.default` value, must be an ordinal or a name}}
module @typed attributes {
  hal.device.targets = {a = #hal.device.alias<"y"> : !hal.device},
  hal.device.default = i32
} {
}

// -----

// expected-error @below {{module has invalid device targets specified; expected hal.device.targets to be an array of !hal.device initialization attributes or a dictionary with named values}}
module @no_device attributes {hal.device.targets = [4 : i32]} {
}

// -----

// expected-error @below {{unexpected `hal.device.targets` attribute; must be a dictionary of named devices or an array of devices to use by ordinal}}
module @no_list attributes {hal.device.targets = "local"} {
}


// -----

// expected-error @below {{the attribute is of type '!hal.device'}}
module @other_type attributes {hal.device.targets = [#hal.device.target<"x"> : i32]} {
}

// -----

module @taken attributes {hal.device.targets = {a = #hal.device.alias<"y"> : !hal.device}} {
  // expected-error @+1 {{'util.global' op @a has the name of a target device of the module}}
  util.global private @a : i32
}
