// RUN: same %s

// Every op of arith prints, parses and prints the same.

module {
  func.func @integers(%arg0: i32, %arg1: i32, %arg2: vector<4xi32>, %arg3: index) {
    %0 = arith.addi %arg0, %arg1 : i32
    %1 = arith.subi %arg0, %arg1 : i32
    %2 = arith.muli %arg0, %arg1 : i32
    %3 = arith.shli %arg0, %arg1 : i32
    %4 = arith.andi %arg0, %arg1 : i32
    %5 = arith.ori %arg0, %arg1 : i32
    %6 = arith.xori %arg0, %arg1 : i32
    %7 = arith.divsi %arg0, %arg1 : i32
    %8 = arith.divui %arg0, %arg1 : i32
    %9 = arith.ceildivsi %arg0, %arg1 : i32
    %10 = arith.ceildivui %arg0, %arg1 : i32
    %11 = arith.floordivsi %arg0, %arg1 : i32
    %12 = arith.remsi %arg0, %arg1 : i32
    %13 = arith.remui %arg0, %arg1 : i32
    %14 = arith.shrsi %arg0, %arg1 : i32
    %15 = arith.shrui %arg0, %arg1 : i32
    %16 = arith.maxsi %arg0, %arg1 : i32
    %17 = arith.maxui %arg0, %arg1 : i32
    %18 = arith.minsi %arg0, %arg1 : i32
    %19 = arith.minui %arg0, %arg1 : i32
    %20 = arith.addi %arg2, %arg2 overflow<nsw, nuw> : vector<4xi32>
    %21 = arith.cmpi eq, %arg0, %arg1 : i32
    %22 = arith.cmpi ne, %arg0, %arg1 : i32
    %23 = arith.cmpi slt, %arg0, %arg1 : i32
    %24 = arith.cmpi sle, %arg0, %arg1 : i32
    %25 = arith.cmpi sgt, %arg0, %arg1 : i32
    %26 = arith.cmpi sge, %arg0, %arg1 : i32
    %27 = arith.cmpi ult, %arg0, %arg1 : i32
    %28 = arith.cmpi ule, %arg0, %arg1 : i32
    %29 = arith.cmpi ugt, %arg0, %arg1 : i32
    %30 = arith.cmpi uge, %arg0, %arg1 : i32
    %sum, %overflow = arith.addui_extended %arg0, %arg1 : i32, i1
    %low, %high = arith.mulsi_extended %arg0, %arg1 : i32
    %low_0, %high_1 = arith.mului_extended %arg0, %arg1 : i32
    %31 = arith.extsi %arg0 : i32 to i64
    %32 = arith.extui %arg0 : i32 to i64
    %33 = arith.trunci %arg0 : i32 to i8
    %34 = arith.index_cast %arg0 : i32 to index
    %35 = arith.index_castui %arg3 : index to i32
    %36 = arith.sitofp %arg0 : i32 to f32
    %37 = arith.uitofp %arg0 : i32 to f32
    %38 = arith.bitcast %arg0 : i32 to f32
    %39 = arith.cmpi slt, %arg2, %arg2 : vector<4xi32>
    %40 = arith.select %39, %arg2, %arg2 : vector<4xi1>, vector<4xi32>
    %41 = arith.select %21, %arg0, %arg1 : i32
    return
  }
  func.func @floats(%arg0: f32, %arg1: f32, %arg2: f64) {
    %0 = arith.addf %arg0, %arg1 : f32
    %1 = arith.subf %arg0, %arg1 : f32
    %2 = arith.mulf %arg0, %arg1 : f32
    %3 = arith.divf %arg0, %arg1 : f32
    %4 = arith.remf %arg0, %arg1 : f32
    %5 = arith.maximumf %arg0, %arg1 : f32
    %6 = arith.minimumf %arg0, %arg1 : f32
    %7 = arith.maxnumf %arg0, %arg1 : f32
    %8 = arith.minnumf %arg0, %arg1 : f32
    %9 = arith.cmpf false, %arg0, %arg1 : f32
    %10 = arith.cmpf oeq, %arg0, %arg1 : f32
    %11 = arith.cmpf ogt, %arg0, %arg1 : f32
    %12 = arith.cmpf oge, %arg0, %arg1 : f32
    %13 = arith.cmpf olt, %arg0, %arg1 : f32
    %14 = arith.cmpf ole, %arg0, %arg1 : f32
    %15 = arith.cmpf one, %arg0, %arg1 : f32
    %16 = arith.cmpf ord, %arg0, %arg1 : f32
    %17 = arith.cmpf ueq, %arg0, %arg1 : f32
    %18 = arith.cmpf ugt, %arg0, %arg1 : f32
    %19 = arith.cmpf uge, %arg0, %arg1 : f32
    %20 = arith.cmpf ult, %arg0, %arg1 : f32
    %21 = arith.cmpf ule, %arg0, %arg1 : f32
    %22 = arith.cmpf une, %arg0, %arg1 : f32
    %23 = arith.cmpf uno, %arg0, %arg1 : f32
    %24 = arith.cmpf true, %arg0, %arg1 : f32
    %25 = arith.negf %arg0 fastmath<nnan,ninf> : f32
    %26 = arith.mulf %arg0, %arg1 fastmath<fast> {note} : f32
    %27 = arith.extf %arg0 : f32 to f64
    %28 = arith.truncf %arg2 : f64 to f32
    %29 = arith.truncf %arg2 toward_zero : f64 to f32
    %30 = arith.fptosi %arg0 : f32 to i32
    %31 = arith.fptoui %arg0 : f32 to i32
    return
  }
  func.func @constants() {
    %c4 = arith.constant 4 : index
    %c-7_i32 = arith.constant -7 : i32
    %true = arith.constant true
    %false = arith.constant false
    %cst = arith.constant 1.500000e+00 : f32
    %cst_0 = arith.constant dense<[1, 2]> : tensor<2xi32>
    %cst_1 = arith.constant dense<0.000000e+00> : vector<4xf16>
    %c4_2 = arith.constant {note} 4 : index
    return
  }
}
