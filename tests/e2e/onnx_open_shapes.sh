# Models with several open dimensions: one plan for all sizes, on one node and on
# four, computes what open_shapes.py worked out.
. "$SOURCE_DIR/expect.sh"
python3 "$SOURCE_DIR/open_shapes.py" || complain "no models"

for model in *.txt; do
  name=${model%.txt}
  "$MAKE_MODEL" "$name.onnx" <"$model" || complain "no model: $name"
  for cluster in one-node four-nodes; do
    expect 0 "" "$WEIRC" "$name.onnx" -o plan.weir --cluster "$CONFIGS/$cluster.yaml" --place=round-robin
    for run in "$name".*.run; do
      read -ra arguments <"$run"
      expect 0 "" "$WEIR" run plan.weir --quiet --range-tol=1e-6 "${arguments[@]}"
    done
  done
  for count in 2 4; do
    expect 0 "" ranks "$count" "$WEIR" run plan.weir --quiet --range-tol=1e-6 "${arguments[@]}"
  done
done
finish
