;; The way back from scripts/build/fold.mjs: writes the binary out of its rows of numbers. It runs once, before all else, when
;; no engine has compiled any JavaScript well; this is compiled from the first byte on.
;;
;; Memory, filled by npm/unfold.ts:
;;     0  where each row is to be read on; the last place, 16383, is for the head at hand
;; 65536  the text, row after row, and one byte between two; then room for the binary
;;
;; The rows have the order of scripts/build/instructions.mjs; behind them come the heads.
(module
  (memory (export "memory") 1)
  (global $at (mut i32) (i32.const 0))

  ;; The row's next number. The letters are those from `(` to `~` without the backslash; it ends with one of the first 64, and
  ;; has any of the 22 others before.
  (func $number (param $row i32) (result i32)
    (local $from i32)
    (local $letter i32)
    (local $number i32)
    (local.set $row (i32.shl (local.get $row) (i32.const 2)))
    (local.set $from (i32.load (local.get $row)))
    (loop $next
      (local.set $letter (i32.load8_u (local.get $from)))
      (local.set $letter
        (i32.sub
          (i32.sub (local.get $letter) (i32.const 40))
          (i32.gt_u (local.get $letter) (i32.const 92))))
      (local.set $from (i32.add (local.get $from) (i32.const 1)))
      (if (i32.gt_u (local.get $letter) (i32.const 63))
        (then
          (local.set $number
            (i32.sub
              (i32.add (i32.mul (local.get $number) (i32.const 22)) (local.get $letter))
              (i32.const 63)))
          (br $next))))
    (i32.store (local.get $row) (local.get $from))
    (i32.add (i32.shl (local.get $number) (i32.const 6)) (local.get $letter)))

  (func $write (param $byte i32)
    (i32.store8 (global.get $at) (local.get $byte))
    (global.set $at (i32.add (global.get $at) (i32.const 1))))

  ;; As LEB128, whose last byte holds 128 numbers from the least one on: 0, or -64 if the number has a sign.
  (func $writeNumber (param $number i32) (param $least i32)
    (loop $next
      (if (i32.gt_u (i32.sub (local.get $number) (local.get $least)) (i32.const 127))
        (then
          (call $write (i32.or (local.get $number) (i32.const 128)))
          (local.set $number (i32.shr_s (local.get $number) (i32.const 7)))
          (br $next))))
    (call $write (i32.and (local.get $number) (i32.const 127))))

  ;; The size of what was written since `start`, before it.
  (func $writeSize (param $start i32)
    (local $size i32)
    (local $end i32)
    (local.set $end (global.get $at))
    (local.set $size (i32.sub (local.get $end) (local.get $start)))
    ;; At first behind it, to see how far it has to move.
    (call $writeNumber (local.get $size) (i32.const 0))
    (memory.copy
      (i32.sub (i32.add (local.get $start) (global.get $at)) (local.get $end))
      (local.get $start)
      (local.get $size))
    (local.set $end (global.get $at))
    (global.set $at (local.get $start))
    (call $writeNumber (local.get $size) (i32.const 0))
    (global.set $at (local.get $end)))

  ;; The next `count` numbers of a kind. Row 8 is that of i32.const, whose numbers have a sign.
  (func $copyNumbers (param $row i32) (param $count i32)
    (loop $next
      (if (local.get $count)
        (then
          (call $writeNumber
            (call $number (local.get $row))
            (select (i32.const -64) (i32.const 0) (i32.eq (local.get $row) (i32.const 8))))
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (br $next)))))

  ;; A whole row of bytes, up to the one between it and the next.
  (func $copyBytes (param $row i32) (param $mask i32)
    (local $end i32)
    (local.set $row (i32.shl (local.get $row) (i32.const 2)))
    (local.set $end (i32.load offset=4 (local.get $row)))
    (loop $next
      (call $write
        (i32.xor (call $number (i32.shr_u (local.get $row) (i32.const 2))) (local.get $mask)))
      (br_if $next
        (i32.lt_u (i32.add (i32.load (local.get $row)) (i32.const 1)) (local.get $end)))))

  ;; A list: how many, and then the numbers of the row.
  (func $copyList (param $row i32)
    (local $length i32)
    (local.set $length (call $number (i32.const 0)))
    (call $writeNumber (local.get $length) (i32.const 0))
    (call $copyNumbers
      (local.get $row)
      (if (result i32) (i32.eq (local.get $row) (i32.const 2))
        ;; A function's locals: how many, of which type.
        (then (i32.shl (local.get $length) (i32.const 1)))
        ;; The labels of br_table: one more, for all other values.
        (else (i32.add (local.get $length) (i32.const 1))))))

  ;; Writes the binary to `start` of the memory. `code` is where in the binary the content of the code section begins.
  (func (export "unfold") (param $start i32) (param $code i32) (param $functions i32)
    (local $body i32)
    (local $depth i32)
    (local $opcode i32)
    (local $count i32)
    (local $row i32)
    (global.set $at (local.get $start))
    (call $copyBytes (i32.const 1) (i32.const 0))
    (loop $function
      (local.set $body (global.get $at))
      (local.set $depth (i32.const 1))
      (call $copyList (i32.const 2))
      (loop $instruction
        ;; A head is an opcode, so many bytes more, and the rows of so many numbers.
        (i32.store
          (i32.const 65532)
          (i32.load offset=52 (i32.shl (call $number (i32.const 4)) (i32.const 2))))
        (local.set $opcode (call $number (i32.const 16383)))
        (call $write (local.get $opcode))
        (local.set $count (call $number (i32.const 16383)))
        (loop $bytes
          (if (local.get $count)
            (then
              (call $write (call $number (i32.const 16383)))
              (local.set $count (i32.sub (local.get $count) (i32.const 1)))
              (br $bytes))))
        (local.set $count (call $number (i32.const 16383)))
        (loop $numbers
          (if (local.get $count)
            (then
              (local.set $row (call $number (i32.const 16383)))
              (if (local.get $row)
                (then (call $copyNumbers (local.get $row) (i32.const 1)))
                (else (call $copyList (i32.const 5))))
              (local.set $count (i32.sub (local.get $count) (i32.const 1)))
              (br $numbers))))
        ;; block, loop and if open what an end closes.
        (local.set $depth
          (i32.sub
            (i32.add
              (local.get $depth)
              (i32.lt_u (i32.sub (local.get $opcode) (i32.const 2)) (i32.const 3)))
            (i32.eq (local.get $opcode) (i32.const 11))))
        (br_if $instruction (local.get $depth)))
      (call $writeSize (local.get $body))
      (local.set $functions (i32.sub (local.get $functions) (i32.const 1)))
      (br_if $function (local.get $functions)))
    (call $writeSize (i32.add (local.get $start) (local.get $code)))
    (call $copyBytes (i32.const 12) (i32.const 96))))
