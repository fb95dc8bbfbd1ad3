// Every collective, over the channel of all nodes and over parts of it. Member r
// brings x + 100 r; results are those of member 0.
// clusters: four-nodes
// call: gather -i "2xi32=1 2" -e "8xi32=1 2 101 102 201 202 301 302" -e "2x4xi32=1 2 201 202 1 2 201 202"
// call: reduce -i "2xi32=1 2" -e "2xi32=604 608" -e "2xi32=6110601 12444816" -e "2xi32=1 2" -e "2xi32=301 302" -e "2xf32=151 152" -e "2xi32=202 204" -e "2xi32=302 304"
// call: exchange -i "8xi32=1 2 3 4 5 6 7 8" -e "8xi32=1 2 101 102 201 202 301 302" -e "2xi32=604 608" -e "8xi32=301 302 303 304 305 306 307 308" -e "8xi32=0" -e "8xi32=201 202 203 204 205 206 207 208"
// call: scatter -i "8xi32=1 2 3 4 5 6 7 8" -e "2xi32=6110601 12444816" -e "2xi32=1 2" -e "2xi32=301 302" -e "2xf32=151 152"
// call: narrow -i "4xi8=1 -2 3 40" -i "4xf16=1 2 3 4" -i "4xi64=1 2 3 4" -e "4xi8=4 -8 12 -96" -e "4xf16=4 8 12 16" -e "4xi64=1 16 81 256"
// call: until -i "2xf32=1 2" -e "2xf32=1024 2048" -e i32=5
// call: state --repeat 3 -i "2xi32=1 2" -e "2xi32=1812 1824" -e "2xi32=3 6"
// call: branch -i "2xi32=1 2" -i i32=1 -e "2xi32=604 608"
// call: branch -i "2xi32=1 2" -i i32=0 -e "2xi32=1 2"
// call: open -i "3xi32=1 2 3" -e "3xi32=604 608 612" -e "12xi32=1 2 3 101 102 103 201 202 203 301 302 303"
// call: open -i "1xi32=5" -e "1xi32=620" -e "4xi32=5 105 205 305"
// call: rank -e i32=0 -e i32=4 -e i32=2 -e i32=6
util.global private mutable @total = dense<0> : tensor<2xi32>

util.func private @mine(%x: tensor<2xi32>, %rank: index) -> tensor<2xi32> {
  %c100 = arith.constant 100 : i32
  %r = arith.index_cast %rank : index to i32
  %m = arith.muli %r, %c100 : i32
  %t = flow.tensor.splat %m : tensor<2xi32>
  %y = arith.addi %x, %t : tensor<2xi32>
  util.return %y : tensor<2xi32>
}

// Members 0 and 2 are one part, 1 and 3 the other.
util.func private @part(%channel: !flow.channel) -> !flow.channel {
  %c2 = arith.constant 2 : index
  %rank = flow.channel.rank %channel : index
  %color = arith.remui %rank, %c2 : index
  %part = flow.channel.split %channel, %color, %rank : !flow.channel -> !flow.channel
  util.return %part : !flow.channel
}

util.func public @gather(%x: tensor<2xi32>) -> (tensor<8xi32>, tensor<2x4xi32>) {
  %channel = flow.channel.default : !flow.channel
  %rank = flow.channel.rank %channel : index
  %mine = util.call @mine(%x, %rank) : (tensor<2xi32>, index) -> tensor<2xi32>
  %e8 = tensor.empty() : tensor<8xi32>
  %all = flow.collective.all_gather ui32, %e8, %mine, %channel : (tensor<8xi32>, tensor<2xi32>, !flow.channel) -> tensor<8xi32>
  %part = util.call @part(%channel) : (!flow.channel) -> !flow.channel
  %e4 = tensor.empty() : tensor<4xi32>
  %half = flow.collective.all_gather ui32, %e4, %mine, %part : (tensor<4xi32>, tensor<2xi32>, !flow.channel) -> tensor<4xi32>
  %e24 = tensor.empty() : tensor<2x4xi32>
  %twice = linalg.broadcast ins(%half : tensor<4xi32>) outs(%e24 : tensor<2x4xi32>) dimensions = [0]
  util.return %all, %twice : tensor<8xi32>, tensor<2x4xi32>
}

util.func public @reduce(%x: tensor<2xi32>) -> (tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xf32>, tensor<2xi32>, tensor<2xi32>) {
  %channel = flow.channel.default : !flow.channel
  %rank = flow.channel.rank %channel : index
  %mine = util.call @mine(%x, %rank) : (tensor<2xi32>, index) -> tensor<2xi32>
  %e = tensor.empty() : tensor<2xi32>
  %sum = flow.collective.all_reduce sum, si32, %e, %mine, %channel : (tensor<2xi32>, tensor<2xi32>, !flow.channel) -> tensor<2xi32>
  %product = flow.collective.all_reduce product, si32, %e, %mine, %channel : (tensor<2xi32>, tensor<2xi32>, !flow.channel) -> tensor<2xi32>
  %least = flow.collective.all_reduce minimum, si32, %e, %mine, %channel : (tensor<2xi32>, tensor<2xi32>, !flow.channel) -> tensor<2xi32>
  %most = flow.collective.all_reduce maximum, si32, %e, %mine, %channel : (tensor<2xi32>, tensor<2xi32>, !flow.channel) -> tensor<2xi32>
  %f = arith.sitofp %mine : tensor<2xi32> to tensor<2xf32>
  %ef = tensor.empty() : tensor<2xf32>
  %mean = flow.collective.all_reduce average, f32, %ef, %f, %channel : (tensor<2xf32>, tensor<2xf32>, !flow.channel) -> tensor<2xf32>
  %part = util.call @part(%channel) : (!flow.channel) -> !flow.channel
  %half = flow.collective.all_reduce sum, si32, %e, %mine, %part : (tensor<2xi32>, tensor<2xi32>, !flow.channel) -> tensor<2xi32>
  // What the parts got, the greatest of it less the least one's own.
  %both = flow.collective.all_reduce maximum, si32, %e, %half, %channel : (tensor<2xi32>, tensor<2xi32>, !flow.channel) -> tensor<2xi32>
  %hundred = arith.constant dense<100> : tensor<2xi32>
  %other = arith.subi %both, %hundred : tensor<2xi32>
  util.return %sum, %product, %least, %most, %mean, %half, %other : tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xf32>, tensor<2xi32>, tensor<2xi32>
}

util.func public @scatter(%x: tensor<8xi32>) -> (tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xf32>) {
  %channel = flow.channel.default : !flow.channel
  %rank = flow.channel.rank %channel : index
  %c100 = arith.constant 100 : i32
  %r = arith.index_cast %rank : index to i32
  %m = arith.muli %r, %c100 : i32
  %t = flow.tensor.splat %m : tensor<8xi32>
  %mine = arith.addi %x, %t : tensor<8xi32>
  %e = tensor.empty() : tensor<2xi32>
  %product = flow.collective.reduce_scatter product, si32, %e, %mine, %channel : (tensor<2xi32>, tensor<8xi32>, !flow.channel) -> tensor<2xi32>
  %least = flow.collective.reduce_scatter minimum, si32, %e, %mine, %channel : (tensor<2xi32>, tensor<8xi32>, !flow.channel) -> tensor<2xi32>
  %most = flow.collective.reduce_scatter maximum, si32, %e, %mine, %channel : (tensor<2xi32>, tensor<8xi32>, !flow.channel) -> tensor<2xi32>
  %f = arith.sitofp %mine : tensor<8xi32> to tensor<8xf32>
  %ef = tensor.empty() : tensor<2xf32>
  %mean = flow.collective.reduce_scatter average, f32, %ef, %f, %channel : (tensor<2xf32>, tensor<8xf32>, !flow.channel) -> tensor<2xf32>
  util.return %product, %least, %most, %mean : tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xf32>
}

util.func public @exchange(%x: tensor<8xi32>) -> (tensor<8xi32>, tensor<2xi32>, tensor<8xi32>, tensor<8xi32>, tensor<8xi32>) {
  %channel = flow.channel.default : !flow.channel
  %rank = flow.channel.rank %channel : index
  %count = flow.channel.count %channel : index
  %c100 = arith.constant 100 : i32
  %r = arith.index_cast %rank : index to i32
  %m = arith.muli %r, %c100 : i32
  %t = flow.tensor.splat %m : tensor<8xi32>
  %mine = arith.addi %x, %t : tensor<8xi32>
  %e8 = tensor.empty() : tensor<8xi32>
  %e2 = tensor.empty() : tensor<2xi32>
  %turned = flow.collective.all_to_all ui32, %e8, %mine, %channel : (tensor<8xi32>, tensor<8xi32>, !flow.channel) -> tensor<8xi32>
  %scattered = flow.collective.reduce_scatter sum, ui32, %e2, %mine, %channel : (tensor<2xi32>, tensor<8xi32>, !flow.channel) -> tensor<2xi32>
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %up = arith.addi %rank, %c1 : index
  %down = arith.addi %rank, %c3 : index
  %to = arith.remui %up, %count : index
  %from = arith.remui %down, %count : index
  %ring = flow.collective.send_recv ui32, %e8, %mine, %channel, %to, %from : (tensor<8xi32>, tensor<8xi32>, !flow.channel, index, index) -> tensor<8xi32>
  // Not around: the first receives from nobody, the last sends to nobody.
  %none = arith.constant -1 : index
  %c0 = arith.constant 0 : index
  %is_last = arith.cmpi eq, %rank, %c3 : index
  %is_first = arith.cmpi eq, %rank, %c0 : index
  %next = arith.select %is_last, %none, %up : index
  %less = arith.subi %rank, %c1 : index
  %before = arith.select %is_first, %none, %less : index
  %line = flow.collective.send_recv ui32, %e8, %mine, %channel, %next, %before : (tensor<8xi32>, tensor<8xi32>, !flow.channel, index, index) -> tensor<8xi32>
  // The two of a part change places.
  %part = util.call @part(%channel) : (!flow.channel) -> !flow.channel
  %place = flow.channel.rank %part : index
  %other = arith.subi %c1, %place : index
  %swapped = flow.collective.send_recv ui32, %e8, %mine, %part, %other, %other : (tensor<8xi32>, tensor<8xi32>, !flow.channel, index, index) -> tensor<8xi32>
  util.return %turned, %scattered, %ring, %line, %swapped : tensor<8xi32>, tensor<2xi32>, tensor<8xi32>, tensor<8xi32>, tensor<8xi32>
}

util.func public @narrow(%a: tensor<4xi8>, %b: tensor<4xf16>, %c: tensor<4xi64>) -> (tensor<4xi8>, tensor<4xf16>, tensor<4xi64>) {
  %channel = flow.channel.default : !flow.channel
  %ea = tensor.empty() : tensor<4xi8>
  %eb = tensor.empty() : tensor<4xf16>
  %ec = tensor.empty() : tensor<4xi64>
  %x = flow.collective.all_reduce sum, si8, %ea, %a, %channel : (tensor<4xi8>, tensor<4xi8>, !flow.channel) -> tensor<4xi8>
  %y = flow.collective.all_reduce sum, f16, %eb, %b, %channel : (tensor<4xf16>, tensor<4xf16>, !flow.channel) -> tensor<4xf16>
  %z = flow.collective.all_reduce product, si64, %ec, %c, %channel : (tensor<4xi64>, tensor<4xi64>, !flow.channel) -> tensor<4xi64>
  util.return %x, %y, %z : tensor<4xi8>, tensor<4xf16>, tensor<4xi64>
}

// Sums over all nodes until the first element is no longer small: a branch on
// what all members got alike.
util.func public @until(%x: tensor<2xf32>) -> (tensor<2xf32>, i32) {
  %channel = flow.channel.default : !flow.channel
  %c0 = arith.constant 0 : index
  %n0 = arith.constant 0 : i32
  %n1 = arith.constant 1 : i32
  %limit = arith.constant 1000.0 : f32
  cf.br ^again(%x, %n0 : tensor<2xf32>, i32)
^again(%t: tensor<2xf32>, %n: i32):
  %v = tensor.extract %t[%c0] : tensor<2xf32>
  %small = arith.cmpf olt, %v, %limit : f32
  cf.cond_br %small, ^more, ^done
^more:
  %e = tensor.empty() : tensor<2xf32>
  %s = flow.collective.all_reduce sum, f32, %e, %t, %channel : (tensor<2xf32>, tensor<2xf32>, !flow.channel) -> tensor<2xf32>
  %next = arith.addi %n, %n1 : i32
  cf.br ^again(%s, %next : tensor<2xf32>, i32)
^done:
  util.return %t, %n : tensor<2xf32>, i32
}

// Each member keeps its own total.
util.func public @state(%x: tensor<2xi32>) -> (tensor<2xi32>, tensor<2xi32>) {
  %channel = flow.channel.default : !flow.channel
  %rank = flow.channel.rank %channel : index
  %mine = util.call @mine(%x, %rank) : (tensor<2xi32>, index) -> tensor<2xi32>
  %old = util.global.load @total : tensor<2xi32>
  %new = arith.addi %old, %mine : tensor<2xi32>
  util.global.store %new, @total : tensor<2xi32>
  %e = tensor.empty() : tensor<2xi32>
  %sum = flow.collective.all_reduce sum, si32, %e, %new, %channel : (tensor<2xi32>, tensor<2xi32>, !flow.channel) -> tensor<2xi32>
  util.return %sum, %new : tensor<2xi32>, tensor<2xi32>
}

util.func public @branch(%x: tensor<2xi32>, %which: i32) -> tensor<2xi32> {
  %channel = flow.channel.default "branch" : !flow.channel
  %rank = flow.channel.rank %channel : index
  %zero = arith.constant 0 : i32
  %yes = arith.cmpi ne, %which, %zero : i32
  %r = scf.if %yes -> tensor<2xi32> {
    %mine = util.call @mine(%x, %rank) : (tensor<2xi32>, index) -> tensor<2xi32>
    %e = tensor.empty() : tensor<2xi32>
    %sum = flow.collective.all_reduce sum, si32, %e, %mine, %channel : (tensor<2xi32>, tensor<2xi32>, !flow.channel) -> tensor<2xi32>
    scf.yield %sum : tensor<2xi32>
  } else {
    scf.yield %x : tensor<2xi32>
  }
  util.return %r : tensor<2xi32>
}

// As long as the input is.
util.func public @open(%x: tensor<?xi32>) -> (tensor<?xi32>, tensor<?xi32>) {
  %channel = flow.channel.default : !flow.channel
  %rank = flow.channel.rank %channel : index
  %count = flow.channel.count %channel : index
  %c0 = arith.constant 0 : index
  %c100 = arith.constant 100 : i32
  %d = tensor.dim %x, %c0 : tensor<?xi32>
  %all = arith.muli %d, %count : index
  %r = arith.index_cast %rank : index to i32
  %m = arith.muli %r, %c100 : i32
  %t = flow.tensor.splat %m : tensor<?xi32>{%d}
  %mine = arith.addi %x, %t : tensor<?xi32>
  %e = tensor.empty(%d) : tensor<?xi32>
  %ea = tensor.empty(%all) : tensor<?xi32>
  %sum = flow.collective.all_reduce sum, si32, %e, %mine, %channel : (tensor<?xi32>, tensor<?xi32>, !flow.channel) -> tensor<?xi32>{%d}
  %gathered = flow.collective.all_gather ui32, %ea, %mine, %channel : (tensor<?xi32>, tensor<?xi32>, !flow.channel) -> tensor<?xi32>{%all}
  util.return %sum, %gathered : tensor<?xi32>, tensor<?xi32>
}

// Rank and count of all and of the part; the sum of all ranks.
util.func public @rank() -> (i32, i32, i32, i32) {
  %channel = flow.channel.default : !flow.channel
  %part = util.call @part(%channel) : (!flow.channel) -> !flow.channel
  %rank = flow.channel.rank %channel : index
  %count = flow.channel.count %channel : index
  %half = flow.channel.count %part : index
  %r = arith.index_cast %rank : index to i32
  %c = arith.index_cast %count : index to i32
  %h = arith.index_cast %half : index to i32
  %t = flow.tensor.splat %r : tensor<1xi32>
  %e = tensor.empty() : tensor<1xi32>
  %sum = flow.collective.all_reduce sum, si32, %e, %t, %channel : (tensor<1xi32>, tensor<1xi32>, !flow.channel) -> tensor<1xi32>
  %c0 = arith.constant 0 : index
  %s = tensor.extract %sum[%c0] : tensor<1xi32>
  util.return %r, %c, %h, %s : i32, i32, i32, i32
}
