"linalg.generic"() <{indexing_maps = []}> ({
^bb0:
  %0 = "linalg.index"() <{dim = 0 : i64}> : () -> index
  "linalg.yield"() : () -> ()
}) : () -> ()
