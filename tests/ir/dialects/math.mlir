// RUN: same %s

// Every op of math prints, parses and prints the same.

module {
  func.func @math(%arg0: f32, %arg1: f32, %arg2: i32) {
    %0 = math.absf %arg0 : f32
    %1 = math.absi %arg2 : i32
    %2 = math.acos %arg0 : f32
    %3 = math.acosh %arg0 : f32
    %4 = math.asin %arg0 : f32
    %5 = math.asinh %arg0 : f32
    %6 = math.atan %arg0 : f32
    %7 = math.atan2 %arg0, %arg0 : f32
    %8 = math.atanh %arg0 : f32
    %9 = math.cbrt %arg0 : f32
    %10 = math.ceil %arg0 : f32
    %11 = math.copysign %arg0, %arg0 : f32
    %12 = math.cos %arg0 : f32
    %13 = math.cosh %arg0 : f32
    %14 = math.ctlz %arg2 : i32
    %15 = math.ctpop %arg2 : i32
    %16 = math.cttz %arg2 : i32
    %17 = math.erf %arg0 : f32
    %18 = math.exp %arg0 : f32
    %19 = math.exp2 %arg0 : f32
    %20 = math.expm1 %arg0 : f32
    %21 = math.floor %arg0 : f32
    %22 = math.fma %arg0, %arg0, %arg0 : f32
    %23 = math.fpowi %arg0, %arg2 fastmath<fast> : f32, i32
    %24 = math.ipowi %arg2, %arg2 : i32
    %25 = math.log %arg0 : f32
    %26 = math.log10 %arg0 : f32
    %27 = math.log1p %arg0 : f32
    %28 = math.log2 %arg0 : f32
    %29 = math.powf %arg0, %arg0 : f32
    %30 = math.round %arg0 : f32
    %31 = math.roundeven %arg0 : f32
    %32 = math.rsqrt %arg0 : f32
    %33 = math.sin %arg0 : f32
    %34 = math.sinh %arg0 : f32
    %35 = math.sqrt %arg0 : f32
    %36 = math.tan %arg0 : f32
    %37 = math.tanh %arg0 : f32
    %38 = math.trunc %arg0 : f32
    %39 = math.exp %arg0 fastmath<contract> : f32
    return
  }
}
