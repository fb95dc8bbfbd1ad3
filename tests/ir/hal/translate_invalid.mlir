// RUN: weirc opt --verify-diagnostics --hal-translate-executables %s

#layout = #hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>]>]>
hal.executable private @of_no_generator {
  // expected-error @+1 {{'hal.executable.variant' op has no code generator: expected format embedded-elf-x86_64, found vulkan-spirv-fb}}
  hal.executable.variant public @gpu target(<"vulkan-spirv", "vulkan-spirv-fb">) {
    hal.executable.export public @entry ordinal(0) layout(#layout)
    builtin.module {
      func.func @entry() {
        return
      }
    }
  }
}
