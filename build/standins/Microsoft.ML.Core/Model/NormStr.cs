using System.Collections;
using System.Collections.Generic;

namespace Microsoft.ML.Internal.Utilities;

/// <summary>A string with the number it has in its pool.</summary>
internal sealed class NormStr
{
    public readonly string Value;
    public readonly int Id;

    private NormStr(string value, int id)
    {
        Value = value;
        Id = id;
    }

    public sealed class Pool : IEnumerable<NormStr>
    {
        private readonly Dictionary<string, NormStr> _byValue = new Dictionary<string, NormStr>();
        private readonly List<NormStr> _strings = new List<NormStr>();

        public int Count => _strings.Count;

        public NormStr Add(string value)
        {
            if (!_byValue.TryGetValue(value, out var pooled))
            {
                pooled = new NormStr(value, _strings.Count);
                _byValue.Add(value, pooled);
                _strings.Add(pooled);
            }
            return pooled;
        }

        public IEnumerator<NormStr> GetEnumerator() => _strings.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
