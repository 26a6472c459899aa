//! The allocator. It overwrites memory when it is freed: tokens, and the texts and bytes that were built from them, do not
//! stay in the memory of the binary after they are dropped (R26).
//!
//! Each block belongs to a class of sizes, and each class has a list of its free blocks, so that allocating and freeing take
//! the same time however many blocks there are. There are four classes for each doubling: a block is at most a quarter larger
//! than what was asked for. A block has no header, because Rust names its size when it frees it. The memory grows by what
//! is missing. A free block is never split or joined to another one: it waits for the next storm.
//!
//! Why not the standard library's: dlmalloc is as fast here, but larger than all of this, and a wrapper around it cannot grow
//! a block in place. Figures: `docs/decisions/0007-wiping-allocator.md`.
//!
//! **Invariant.** A free block is zero but for its link, and so is memory that was never used.
#![expect(unsafe_code, reason = "the trait of allocators is unsafe")]

use std::{
    alloc::{GlobalAlloc, Layout},
    cell::Cell,
    hint::black_box,
    ptr::null_mut,
};

/// Every size is a multiple of this and every block aligned to it. In the binary nothing asks for a greater alignment.
const GRAIN: usize = 1 << GRAIN_BITS;
const GRAIN_BITS: u32 = 4;

/// Enough classes for all sizes of a 32-bit address space.
const CLASSES: usize = 108;

/// Where memory comes from.
pub trait Source {
    /// At least so many bytes, zero and aligned to [`GRAIN`], that never go back; and how many they are. Null if there are
    /// none.
    fn grow(&self, bytes: usize) -> (*mut u8, usize);
}

/// The allocator.
pub struct SizeClasses<S> {
    source: S,
    free: [Cell<*mut Free>; CLASSES],
    /// The memory that was never used.
    fresh: Cell<*mut u8>,
    /// How much there is of it.
    left: Cell<usize>,
}

/// What a free block begins with.
struct Free {
    next: *mut Free,
}

/// A class of sizes.
struct Class {
    index: usize,
    size: usize,
}

impl Class {
    /// The class with the smallest blocks that hold `size` bytes.
    fn of(size: usize) -> Self {
        let last = size.max(1) - 1;
        let step = last.max(4 * GRAIN).ilog2() - 2;
        let steps = last >> step;
        Self {
            index: 4 * (step - GRAIN_BITS) as usize + steps,
            size: (steps + 1) << step,
        }
    }
}

impl<S: Source> SizeClasses<S> {
    /// An allocator that has no memory yet.
    pub const fn new(source: S) -> Self {
        Self {
            source,
            free: [const { Cell::new(null_mut()) }; CLASSES],
            fresh: Cell::new(null_mut()),
            left: Cell::new(0),
        }
    }

    /// A block of memory that was never used.
    fn carve(&self, size: usize) -> *mut u8 {
        if self.left.get() < size {
            let (grown, bytes) = self.source.grow(size - self.left.get());
            if grown.is_null() {
                return null_mut();
            }
            if grown == self.fresh.get().wrapping_add(self.left.get()) {
                self.left.set(self.left.get() + bytes);
            } else {
                // Somebody else has grown the memory as well. What is left of the old piece is lost.
                self.fresh.set(grown);
                self.left.set(bytes);
                if bytes < size {
                    return self.carve(size);
                }
            }
        }
        let block = self.fresh.get();
        self.fresh.set(block.wrapping_add(size));
        self.left.set(self.left.get() - size);
        block
    }
}

// SAFETY: A block belongs to one owner: it comes from memory that was never used, or from the list of its class, from which
// it is removed. It is written to only before it has an owner or after the owner has given it back. Sizes and places are
// multiples of `GRAIN`.
unsafe impl<S: Source> GlobalAlloc for SizeClasses<S> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() > GRAIN {
            return null_mut();
        }
        let class = Class::of(layout.size());
        let free = &self.free[class.index];
        let block = free.get();
        if block.is_null() {
            return self.carve(class.size);
        }
        // SAFETY: what is in the list is a free block, and begins with a link.
        unsafe {
            free.set((*block).next);
            (*block).next = null_mut();
        }
        block.cast()
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are the same. Every block is zero.
        unsafe { self.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let free = &self.free[Class::of(layout.size()).index];
        // SAFETY: the block is as large as its layout says, and has room for a link. The compiler must not take the zeros for
        // a dead write.
        unsafe {
            black_box(block).write_bytes(0, layout.size());
            let block: *mut Free = black_box(block).cast();
            (*block).next = free.get();
            free.set(block);
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let old = layout.size();
        if Class::of(old).index == Class::of(size).index {
            if size < old {
                // SAFETY: the block is as large as its layout says.
                unsafe { black_box(block).add(size).write_bytes(0, old - size) };
            }
            return block;
        }
        // SAFETY: the new layout has the alignment of the old one, and the caller promises that the size is possible. The
        // blocks are not the same.
        unsafe {
            let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !moved.is_null() {
                moved.copy_from_nonoverlapping(block, old.min(size));
                self.dealloc(block, layout);
            }
            moved
        }
    }
}

/// The memory of the binary.
#[cfg(target_arch = "wasm32")]
pub struct LinearMemory;

#[cfg(target_arch = "wasm32")]
impl Source for LinearMemory {
    fn grow(&self, bytes: usize) -> (*mut u8, usize) {
        const PAGE: usize = 1 << 16;
        let pages = bytes.div_ceil(PAGE);
        match core::arch::wasm32::memory_grow(0, pages) {
            usize::MAX => (null_mut(), 0),
            before => ((before * PAGE) as *mut u8, pages * PAGE),
        }
    }
}

// SAFETY: the binary has one thread.
#[cfg(target_arch = "wasm32")]
unsafe impl Sync for SizeClasses<LinearMemory> {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::alloc::{alloc_zeroed, dealloc};

    const ROOM: usize = 1 << 24;
    const PAGE: usize = 1 << 12;

    /// Memory for a test. It counts what was taken, and leaves a hole at every tenth page, as if another had grown it.
    struct Arena {
        memory: *mut u8,
        taken: Cell<usize>,
        grown: Cell<usize>,
    }

    impl Arena {
        const LAYOUT: Layout = match Layout::from_size_align(ROOM, PAGE) {
            Ok(layout) => layout,
            Err(_) => panic!(),
        };

        fn new() -> Self {
            Self {
                // SAFETY: the layout is not empty.
                memory: unsafe { alloc_zeroed(Self::LAYOUT) },
                taken: Cell::new(0),
                grown: Cell::new(0),
            }
        }
    }

    impl Drop for Arena {
        fn drop(&mut self) {
            // SAFETY: it was allocated with this layout.
            unsafe { dealloc(self.memory, Self::LAYOUT) }
        }
    }

    impl Source for Arena {
        fn grow(&self, bytes: usize) -> (*mut u8, usize) {
            let bytes = bytes.next_multiple_of(PAGE);
            self.grown.set(self.grown.get() + 1);
            let hole = if self.grown.get().is_multiple_of(10) {
                PAGE
            } else {
                0
            };
            let from = self.taken.get() + hole;
            if from + bytes > ROOM {
                return (null_mut(), 0);
            }
            self.taken.set(from + bytes);
            (self.memory.wrapping_add(from), bytes)
        }
    }

    /// A block in use, filled with its mark.
    struct Block {
        at: *mut u8,
        layout: Layout,
        mark: u8,
    }

    impl Block {
        fn bytes(&self) -> &[u8] {
            // SAFETY: the arena outlives the block, and nobody writes meanwhile.
            unsafe { std::slice::from_raw_parts(self.at, self.layout.size()) }
        }

        fn fill(&self) {
            // SAFETY: the test owns the block.
            unsafe { self.at.write_bytes(self.mark, self.layout.size()) }
        }

        fn is_intact(&self) -> bool {
            self.bytes().iter().all(|byte| *byte == self.mark)
        }
    }

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, 1 << (size % 5)).expect("a small size")
    }

    fn taken(allocator: &SizeClasses<Arena>, layout: Layout, mark: u8) -> Block {
        // SAFETY: the size is not 0.
        let at = unsafe { allocator.alloc(layout) };
        let block = Block { at, layout, mark };
        assert!(!at.is_null() && at.align_offset(layout.align()) == 0);
        assert!(block.bytes().iter().all(|byte| *byte == 0), "a new block is zero");
        block.fill();
        block
    }

    #[expect(clippy::needless_pass_by_value, reason = "it is given back")]
    fn freed(allocator: &SizeClasses<Arena>, block: Block) {
        assert!(block.is_intact());
        // SAFETY: the block was allocated with this layout and is not used any more.
        unsafe { allocator.dealloc(block.at, block.layout) };
        let mut rest = block.bytes().iter().skip(size_of::<Free>());
        assert!(rest.all(|byte| *byte == 0), "a freed block is overwritten");
    }

    #[expect(clippy::needless_pass_by_value, reason = "it is given back")]
    fn resized(allocator: &SizeClasses<Arena>, block: Block, size: usize) -> Block {
        let (old, mark) = (block.layout, block.mark);
        // SAFETY: the block was allocated with this layout, and only the new one is used from now on.
        let at = unsafe { allocator.realloc(block.at, old, size) };
        assert!(!at.is_null() && at.align_offset(old.align()) == 0);
        let layout = Layout::from_size_align(size, old.align()).expect("a small size");
        let kept = Block { at, layout, mark };
        let same = old.size().min(size);
        assert!(
            kept.bytes()[..same].iter().all(|byte| *byte == mark),
            "the contents moved along"
        );
        kept.fill();
        kept
    }

    fn sizes() -> impl Strategy<Value = usize> {
        prop_oneof![8 => 1_usize..200, 2 => 200_usize..5_000, 1 => 5_000_usize..40_000]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// A block that overlaps another one loses its mark, which is looked at when it is freed.
        #[test]
        fn blocks_keep_apart_and_come_back_clean(
            steps in prop::collection::vec((0_u8..4, sizes(), any::<prop::sample::Index>()), 1..200),
        ) {
            let allocator = SizeClasses::new(Arena::new());
            let mut blocks: Vec<Block> = Vec::new();
            for (number, (step, size, which)) in steps.into_iter().enumerate() {
                #[expect(clippy::cast_possible_truncation, reason = "below 251")]
                let mark = (number % 250) as u8 + 1;
                match step {
                    2 if !blocks.is_empty() => freed(&allocator, blocks.swap_remove(which.index(blocks.len()))),
                    3 if !blocks.is_empty() => {
                        let block = blocks.swap_remove(which.index(blocks.len()));
                        blocks.push(resized(&allocator, block, size));
                    }
                    _ => blocks.push(taken(&allocator, layout(size), mark)),
                }
            }
            blocks.into_iter().for_each(|block| freed(&allocator, block));
        }

        #[test]
        fn a_storm_is_served_from_what_the_last_one_left(sizes in prop::collection::vec(sizes(), 1..100)) {
            let allocator = SizeClasses::new(Arena::new());
            let storm = || {
                let blocks: Vec<_> = sizes.iter().map(|size| taken(&allocator, layout(*size), 1)).collect();
                blocks.into_iter().for_each(|block| freed(&allocator, block));
                allocator.source.taken.get()
            };
            prop_assert_eq!(storm(), storm());
        }

        #[test]
        fn a_class_holds_its_sizes_and_wastes_little(size in 1_usize..(1 << 31)) {
            let class = Class::of(size);
            prop_assert!(class.index < CLASSES && class.size.is_multiple_of(GRAIN) && class.size >= size);
            prop_assert!(class.size - size < GRAIN.max(size.div_ceil(4)));
            prop_assert_eq!(Class::of(class.size).index, class.index);
            prop_assert_eq!(Class::of(class.size + 1).index, class.index + 1);
        }
    }

    #[test]
    fn what_cannot_be_had_is_null() {
        let allocator = SizeClasses::new(Arena::new());
        for (size, align) in [(ROOM + 1, 1), (64, 32)] {
            let layout = Layout::from_size_align(size, align).expect("a layout");
            // SAFETY: the size is not 0.
            assert!(unsafe { allocator.alloc(layout) }.is_null());
        }
        freed(&allocator, taken(&allocator, layout(100), 1));
    }
}
