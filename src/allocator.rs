//! An allocator that overwrites memory when it is freed. Tokens, and the texts and bytes that were built from them, do not
//! stay in the memory of the binary after they are dropped (R26).
#![expect(unsafe_code, reason = "the trait of allocators is unsafe")]

use std::{
    alloc::{GlobalAlloc, Layout},
    hint::black_box,
};

/// Overwrites each block before it goes back to the inner allocator. Growing a block moves it, so its old place is
/// overwritten as well.
pub struct Wiping<A>(pub A);

// SAFETY: everything is passed on to an allocator, and a block is written to only while its owner still has it.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Wiping<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are the same.
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block is as large as its layout says. The compiler must not take this for a dead write.
        unsafe {
            black_box(block).write_bytes(0, layout.size());
            self.0.dealloc(black_box(block), layout);
        }
    }
}
