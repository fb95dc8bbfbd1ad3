// RUN: same %s

// ub prints, parses and prints the same.

module {
  util.func public @undefined() -> (i32, tensor<?xf32>, !util.buffer) {
    %0 = ub.poison : i32
    %1 = ub.poison {note} : tensor<?xf32>
    %2 = ub.poison : !util.buffer
    util.return %0, %1, %2 : i32, tensor<?xf32>, !util.buffer
  }
}
