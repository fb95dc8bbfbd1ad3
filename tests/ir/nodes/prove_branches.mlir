// RUN: weirc opt --split-input-file --verify-diagnostics --nodes-prove %s

// One node branches, the other does not.
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 2 : index} {
    util.func public @f(%arg0: i1) {
      // expected-note @+1 {{'cf.cond_br' stands here on node a}}
      cf.cond_br %arg0, ^bb1, ^bb2
    ^bb1:
      cf.br ^bb2
    ^bb2:
      util.return
    }
  }
  builtin.module @b attributes {weir.node = 1 : index, weir.node_count = 2 : index} {
    // expected-error @+1 {{on node b does not branch as the program of node a}}
    util.func public @f(%arg0: i1) {
      util.return
    }
  }
}

// -----

// A function that the other node lacks.
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 2 : index} {
    // expected-error @+1 {{is not in the program of node b}}
    util.func public @f() {
      util.return
    }
  }
  builtin.module @b attributes {weir.node = 1 : index, weir.node_count = 2 : index} {
  }
}
