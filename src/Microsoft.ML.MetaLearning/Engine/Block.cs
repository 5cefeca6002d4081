using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents scalars in channels-last order that both torch and the kernels see.</summary>
internal sealed unsafe class Block<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor _storage;

    private Block(Shape shape, Tensor storage, Tensor images, bool pooled)
    {
        Shape = shape;
        IsPooled = pooled;
        _storage = storage;
        Images = images;
        // The memory of a tensor on the CPU never moves.
        fixed (byte* data = storage.bytes)
            Data = (T*)data;
    }

    public static ScalarType Type => typeof(T) == typeof(float) ? ScalarType.Float32 : ScalarType.Float64;

    public Shape Shape { get; }

    /// <summary>Gets the block as torch sees images: [n, c, h, w], with the strides of channels last.</summary>
    public Tensor Images { get; }

    public T* Data { get; }

    public Span<T> Span => new(Data, checked((int)Shape.Length));

    internal bool IsPooled { get; }

    /// <summary>Creates a block with no defined content, outside any dispose scope.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="offset">Scalars to leave free before the block.</param>
    internal static Block<T> Create(Shape shape, int offset)
    {
        using var scope = NewDisposeScope();
        var storage = empty(shape.Length + offset, dtype: Type).narrow(0, offset, shape.Length).view(shape.N, shape.H, shape.W, shape.C);
        return new Block<T>(shape, storage.DetachFromDisposeScope(), storage.permute(0, 3, 1, 2).DetachFromDisposeScope(), pooled: true);
    }

    /// <summary>
    /// Creates a block of the result of a torch function, [n, c, h, w]. It takes the tensor over, and copies it unless its strides are
    /// those of channels last.
    /// </summary>
    internal static Block<T> Wrap(Tensor images, BufferPool<T> buffers)
    {
        var size = images.shape;
        var shape = new Shape((int)size[0], (int)size[2], (int)size[3], (int)size[1]);
        var storage = images.permute(0, 2, 3, 1);
        if (storage.is_contiguous())
        {
            buffers.Grow(shape);
            return new Block<T>(shape, storage, images, pooled: false);
        }
        var block = buffers.Rent(shape);
        block.Images.copy_(images);
        storage.Dispose();
        images.Dispose();
        return block;
    }

    public void Dispose()
    {
        Images.Dispose();
        _storage.Dispose();
    }
}

/// <summary>Represents blocks that one thread reuses.</summary>
internal sealed class BufferPool<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int CacheLine = 64;
    private const int Page = 4096;

    /// <summary>The most numbers of rows that passes have when all episodes are of one size.</summary>
    private const int RowCounts = 16;
    private readonly Dictionary<Shape, Stack<Block<T>>> _free = [];
    private readonly HashSet<int> _rows = [];
    private int _offset;
    private long _bytes;

    /// <summary>Gets the most bytes that its blocks took at once, including idle ones and results of the library.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Gets or sets whether idle blocks are freed before the peak rises, which saves memory but allocates more often.</summary>
    public bool IsTight { get; set; }

    // Episodes of varying size leave blocks of many sizes behind, together many times as large as those of the largest episode.
    private bool FreesIdle => IsTight || _rows.Count > RowCounts;

    /// <summary>Rents a block with no defined content. Whoever has it returns it by <see cref="Return"/>, or disposes it.</summary>
    public Block<T> Rent(Shape shape)
    {
        if (_free.TryGetValue(shape, out var blocks) && blocks.TryPop(out var block))
            return block;
        Grow(shape);
        // Large allocations begin at the same place of a page. Kernels that walk several of them side by side would then wait for stores to
        // unrelated addresses with equal low bits, so each block begins elsewhere.
        _offset = (_offset + 17 * CacheLine) % Page;
        unsafe
        {
            return Block<T>.Create(shape, _offset / sizeof(T));
        }
    }

    public Block<T> RentZeroed(Shape shape)
    {
        var block = Rent(shape);
        block.Span.Clear();
        return block;
    }

    public void Return(Block<T>? block)
    {
        if (block is null)
            return;
        if (!block.IsPooled)
        {
            Free(block);
            return;
        }
        if (!_free.TryGetValue(block.Shape, out var blocks))
            _free.Add(block.Shape, blocks = []);
        blocks.Push(block);
    }

    /// <summary>Counts a new block, and makes room for it.</summary>
    internal void Grow(Shape shape)
    {
        _bytes += BytesOf(shape);
        _rows.Add(shape.N);
        while (FreesIdle && _bytes > PeakBytes && _free.Values.Where(b => b.Count > 0).MaxBy(b => b.Peek().Shape.Length) is { } largest)
            Free(largest.Pop());
        PeakBytes = Math.Max(PeakBytes, _bytes);
    }

    public void Dispose()
    {
        foreach (var blocks in _free.Values)
            foreach (var block in blocks)
                Free(block);
        _free.Clear();
    }

    private void Free(Block<T> block)
    {
        _bytes -= BytesOf(block.Shape);
        block.Dispose();
    }

    private static unsafe long BytesOf(Shape shape) => shape.Length * sizeof(T);
}
