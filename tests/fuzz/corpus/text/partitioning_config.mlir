util.func private @favors(%x: i32) -> i32 attributes {
  a = #stream.partitioning_config<"max-concurrency">,
  b = #stream.partitioning_config<"min-peak-memory">,
  c = #stream.partitioning_config<favor-debug>
} {
  util.return %x : i32
}
