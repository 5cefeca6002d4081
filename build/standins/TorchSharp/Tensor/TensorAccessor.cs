using System;
using System.Collections;
using System.Collections.Generic;

namespace TorchSharp.Utils;

// A view of a CPU tensor's elements in row-major order, whatever its strides.
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly torch.Tensor _tensor;
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly bool _contiguous;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _tensor = tensor;
        _shape = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        Count = tensor.NumberOfElements;
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    public unsafe T this[params long[] indices]
    {
        get => ((T*)_tensor.Data)[Offset(indices)];
        set => ((T*)_tensor.Data)[Offset(indices)] = value;
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array.AsSpan());
        return array;
    }

    public Array ToNDArray()
    {
        if (_shape.Length == 0)
        {
            return ToArray();
        }
        var array = Array.CreateInstance(typeof(T), _shape);
        var flat = ToArray();
        Buffer.BlockCopy(flat, 0, array, 0, Buffer.ByteLength(flat));
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public unsafe void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        int count = checked((int)Math.Min(Count - tensorIndex, array.Length - arrayIndex));
        var source = (T*)_tensor.Data;
        if (_contiguous)
        {
            new ReadOnlySpan<T>(source + tensorIndex, count).CopyTo(array[arrayIndex..]);
            return;
        }
        for (int i = 0; i < count; i++)
        {
            array[arrayIndex + i] = source[Offset(tensorIndex + i)];
        }
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public unsafe void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        int count = checked((int)Math.Min(Count - tensorIndex, array.Length - arrayIndex));
        var target = (T*)_tensor.Data;
        for (int i = 0; i < count; i++)
        {
            target[Offset(tensorIndex + i)] = array[arrayIndex + i];
        }
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
        {
            yield return At(i);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // The tensor is the caller's.
    public void Dispose()
    {
    }

    private unsafe T At(long index) => ((T*)_tensor.Data)[Offset(index)];

    private long Offset(long index)
    {
        if (_contiguous)
        {
            return index;
        }
        long offset = 0;
        for (int axis = _shape.Length - 1; axis >= 0; axis--)
        {
            offset += index % _shape[axis] * _strides[axis];
            index /= _shape[axis];
        }
        return offset;
    }

    private long Offset(long[] indices)
    {
        if (indices.Length == 1 && _shape.Length != 1)
        {
            return indices[0] >= 0 && indices[0] < Count
                ? Offset(indices[0])
                : throw new IndexOutOfRangeException($"The index {indices[0]} is outside the {Count} elements of the tensor.");
        }
        if (indices.Length != _shape.Length)
        {
            throw new ArgumentException($"{indices.Length} indices do not fit a tensor of {_shape.Length} dimensions.");
        }
        long offset = 0;
        for (int axis = 0; axis < indices.Length; axis++)
        {
            if (indices[axis] < 0 || indices[axis] >= _shape[axis])
            {
                throw new IndexOutOfRangeException($"The index {indices[axis]} is outside dimension {axis} of size {_shape[axis]}.");
            }
            offset += indices[axis] * _strides[axis];
        }
        return offset;
    }
}
