using System;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public struct TensorIndex
    {
        public static readonly TensorIndex Null = new() { _kind = IndexKind.None };
        public static readonly TensorIndex None = Null;
        public static readonly TensorIndex Ellipsis = new() { _kind = IndexKind.Ellipsis };
        public static readonly TensorIndex Colon = Slice();

        private IndexKind _kind;
        private long _first;
        private long _second;
        private long _third;
        private torch.Tensor? _tensor;

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new()
        {
            _kind = IndexKind.Slice,
            _first = start ?? NativeIndex.Absent,
            _second = stop ?? NativeIndex.Absent,
            _third = step ?? NativeIndex.Absent,
        };

        public static TensorIndex Slice((int?, int?) range) => Slice(range.Item1, range.Item2);

        public static TensorIndex Slice(Range range) => Slice(Position(range.Start), range.End is { IsFromEnd: true, Value: 0 } ? null : Position(range.End));

        public static TensorIndex Bool(bool value) => new() { _kind = IndexKind.Bool, _first = value ? 1 : 0 };

        public static TensorIndex Single(long? index) => index is null ? Null : new() { _kind = IndexKind.Single, _first = index.Value };

        public static TensorIndex Tensor(torch.Tensor tensor) => new() { _kind = IndexKind.Tensor, _tensor = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex(Index index) => Single(Position(index));

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex((int?, int?) range) => Slice(range);

        internal readonly NativeIndex Value => new()
        {
            Kind = _kind,
            First = _first,
            Second = _second,
            Third = _third,
            Tensor = _tensor?.Handle ?? 0,
        };

        private static long Position(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
