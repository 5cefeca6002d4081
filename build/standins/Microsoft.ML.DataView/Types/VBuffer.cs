using System;
using System.Collections.Generic;

namespace Microsoft.ML.Data;

/// <summary>
/// A dense or sparse vector that owns reusable arrays. Dense: <c>Length</c> explicit values. Sparse: explicit values with
/// increasing indices, all others default.
/// </summary>
public readonly struct VBuffer<T>
{
    public readonly int Length;

    private readonly int _count;
    private readonly T[]? _values;
    private readonly int[]? _indices;

    public VBuffer(int length, T[] values, int[]? indices = null)
        : this(Parts(length, length, values, indices))
    {
    }

    public VBuffer(int length, int count, T[] values, int[] indices)
        : this(Parts(length, count, values, indices))
    {
    }

    private VBuffer((int Length, int Count, T[]? Values, int[]? Indices) parts)
    {
        (Length, _count, _values, _indices) = parts;
    }

    public bool IsDense => _count == Length;

    internal T[]? ValuesArray => _values;

    internal int[]? IndicesArray => _indices;

    internal static VBuffer<T> FromParts(int length, int count, T[]? values, int[]? indices)
        => new VBuffer<T>((length, count, values, indices));

    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public void CopyTo(ref VBuffer<T> destination) => CopyTo(ref destination, 0, Length);

    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        CheckRange(sourceIndex, length);
        if (IsDense)
        {
            var dense = VBufferEditor.Create(ref destination, length);
            GetValues().Slice(sourceIndex, length).CopyTo(dense.Values);
            destination = dense.Commit();
            return;
        }
        int first = LowerBound(sourceIndex);
        int end = LowerBound(sourceIndex + length);
        var editor = VBufferEditor.Create(ref destination, length, end - first);
        GetValues()[first..end].CopyTo(editor.Values);
        if (end - first < length)
        {
            for (int i = first; i < end; i++)
            {
                editor.Indices[i - first] = _indices![i] - sourceIndex;
            }
        }
        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default!)
    {
        if (destinationIndex < 0 || destinationIndex > destination.Length - Length)
        {
            throw new ArgumentException("The destination is too short for the vector.", nameof(destination));
        }
        var target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }
        target.Fill(defaultValue);
        for (int i = 0; i < _count; i++)
        {
            target[_indices![i]] = _values![i];
        }
    }

    public void CopyToDense(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        ArgumentNullException.ThrowIfNull(source);
        var editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public IEnumerable<T> DenseValues()
    {
        int explicitIndex = 0;
        for (int i = 0; i < Length; i++)
        {
            bool isExplicit = IsDense || (explicitIndex < _count && _indices![explicitIndex] == i);
            yield return isExplicit ? _values![explicitIndex++] : default!;
        }
    }

    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        if (all)
        {
            int slot = 0;
            foreach (T value in DenseValues())
            {
                yield return new KeyValuePair<int, T>(slot++, value);
            }
            yield break;
        }
        for (int i = 0; i < _count; i++)
        {
            yield return new KeyValuePair<int, T>(IsDense ? i : _indices![i], _values![i]);
        }
    }

    public T GetItemOrDefault(int index)
    {
        if ((uint)index >= (uint)Length)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, "The index must be from 0 to the length of the vector less 1.");
        }
        if (IsDense)
        {
            return _values![index];
        }
        int position = GetIndices().BinarySearch(index);
        return position >= 0 ? _values![position] : default!;
    }

    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    public override string ToString()
        => IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    private static (int Length, int Count, T[]? Values, int[]? Indices) Parts(int length, int count, T[]? values, int[]? indices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (count < 0 || count > length)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, "The number of explicit values must be from 0 to the length of the vector.");
        }
        if ((values?.Length ?? 0) < count)
        {
            throw new ArgumentException("The array is shorter than the number of explicit values.", nameof(values));
        }
        if (count < length && (indices?.Length ?? 0) < count)
        {
            throw new ArgumentException("A sparse vector needs an index for each explicit value.", nameof(indices));
        }
        return (length, count, values, indices);
    }

    private void CheckRange(int start, int length)
    {
        if (start < 0 || length < 0 || start > Length - length)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, $"The range does not lie inside the vector of length {Length}.");
        }
    }

    private int LowerBound(int index)
    {
        int position = GetIndices().BinarySearch(index);
        return position >= 0 ? position : ~position;
    }
}
