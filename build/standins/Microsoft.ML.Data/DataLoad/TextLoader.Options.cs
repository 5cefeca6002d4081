using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    public class Options
    {
        public bool AllowQuoting;

        public Column[]? Columns;

        public bool TrimWhitespace;

        public bool HasHeader;

        public char[] Separators = ['\t'];

        public char DecimalMarker = '.';

        public long? MaxRows;

        public bool MissingRealsAsNaNs;

        public bool ReadMultilines;

        public char EscapeChar = '"';
    }

    public sealed class Range
    {
        public int Min;

        public int? Max;

        // To the last field of the line, as found in a sample of the data.
        public bool AutoEnd;

        public bool ForceVector;

        public Range()
        {
        }

        public Range(int index)
        {
            Contracts.CheckParam(index >= 0, nameof(index), "Must be non-negative");
            Min = index;
            Max = index;
        }

        public Range(int min, int? max)
        {
            Contracts.CheckParam(min >= 0, nameof(min), "Must be non-negative");
            Contracts.CheckParam(!(max < min), nameof(max), "If specified, must be greater than or equal to min");
            Min = min;
            Max = max;
            AutoEnd = max == null;
            ForceVector = true;
        }
    }

    public sealed class Column
    {
        public string? Name;

        public Range[]? Source;

        public KeyCount? KeyCount;

        public Column()
        {
        }

        public Column(string name, DataKind dataKind, int index)
            : this(name, dataKind, [new Range(index)])
        {
        }

        public Column(string name, DataKind dataKind, int minIndex, int maxIndex)
            : this(name, dataKind, [new Range(minIndex, maxIndex)])
        {
        }

        public Column(string name, DataKind dataKind, Range[] source, KeyCount? keyCount = null)
        {
            Contracts.CheckValue(name, nameof(name));
            Contracts.CheckValue(source, nameof(source));
            Name = name;
            DataKind = dataKind;
            Source = source;
            KeyCount = keyCount;
        }

        public DataKind DataKind { get; set; } = DataKind.Single;

        internal bool IsVector => Source!.Length != 1 || Source[0].ForceVector || Source[0].AutoEnd || Source[0].Max > Source[0].Min;

        internal bool HasAutoEnd => Source!.Any(range => range.AutoEnd);
    }
}
