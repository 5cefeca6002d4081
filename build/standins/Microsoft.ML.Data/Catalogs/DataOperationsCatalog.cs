using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class DataOperationsCatalog : IInternalCatalog
{
    private readonly IHostEnvironment _env;

    internal DataOperationsCatalog(IHostEnvironment env)
    {
        Contracts.CheckValue(env, nameof(env));
        _env = env;
    }

    IHostEnvironment IInternalCatalog.Environment => _env;

    public struct TrainTestData
    {
        public readonly IDataView TrainSet;

        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }
    }

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition? schemaDefinition = null)
        where TRow : class
    {
        _env.CheckValue(data, nameof(data));
        return new EnumerableDataView<TRow>(_env, data, schemaDefinition, null);
    }

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, DataViewSchema schema)
        where TRow : class
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckValue(schema, nameof(schema));
        return new EnumerableDataView<TRow>(_env, data, null, schema);
    }

    public IEnumerable<TRow> CreateEnumerable<TRow>(
        IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition? schemaDefinition = null)
        where TRow : class, new()
    {
        _env.CheckValue(data, nameof(data));
        return TypedEnumerable.Create<TRow>(_env, data, reuseRowObject, ignoreMissingColumns, schemaDefinition);
    }

    public IDataView FilterRowsByColumn(
        IDataView input, string columnName, double lowerBound = double.NegativeInfinity, double upperBound = double.PositiveInfinity)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckNonEmpty(columnName, nameof(columnName));
        _env.CheckParam(lowerBound < upperBound, nameof(upperBound), "Must be more than lowerBound");
        return RangeFilter.ByColumn(input, columnName, lowerBound, upperBound);
    }

    public IDataView FilterRowsByKeyColumnFraction(IDataView input, string columnName, double lowerBound = 0, double upperBound = 1)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckNonEmpty(columnName, nameof(columnName));
        _env.CheckParam(0 <= lowerBound && lowerBound <= 1, nameof(lowerBound), "Must be in [0, 1]");
        _env.CheckParam(0 <= upperBound && upperBound <= 2, nameof(upperBound), "Must be in [0, 2]");
        _env.CheckParam(lowerBound <= upperBound, nameof(upperBound), "Must be no less than lowerBound");
        return RangeFilter.ByKeyFraction(input, columnName, lowerBound, upperBound);
    }

    public IDataView FilterRowsByMissingValues(IDataView input, params string[] columns)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckNonEmpty(columns, nameof(columns));
        return RangeFilter.ByMissingValues(input, columns);
    }

    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckParam(shufflePoolSize > 0, nameof(shufflePoolSize), "Must be positive");
        return new ShuffleDataView(input, seed ?? DrawSeed(), shufflePoolSize, shuffleSource);
    }

    public IDataView TakeRows(IDataView input, long count)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckParam(count > 0, nameof(count), "Must be greater than zero.");
        return new SkipTakeDataView(input, 0, count);
    }

    public IDataView SkipRows(IDataView input, long count)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckParam(count >= 0, nameof(count), "Must be greater than or equal to zero.");
        return new SkipTakeDataView(input, count, long.MaxValue);
    }

    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        _env.CheckValue(input, nameof(input));
        int[] indices = columnsToPrefetch?.Select(name => input.Schema.GetColumnOrNull(name)?.Index
            ?? throw _env.ExceptSchemaMismatch(nameof(columnsToPrefetch), "prefetch", name)).ToArray() ?? [];
        return new CacheDataView(_env, input, indices);
    }

    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string? samplingKeyColumnName = null, int? seed = null)
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckParam(0 < testFraction && testFraction < 1, nameof(testFraction), "Must be between 0 and 1 exclusive");
        int split = seed ?? DrawSeed();
        return new TrainTestData(
            RowSampler.Between(data, samplingKeyColumnName, split, 0, testFraction, complement: true),
            RowSampler.Between(data, samplingKeyColumnName, split, 0, testFraction, complement: false));
    }

    public IReadOnlyList<TrainTestData> CrossValidationSplit(
        IDataView data, int numberOfFolds = 5, string? samplingKeyColumnName = null, int? seed = null)
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckParam(numberOfFolds > 1, nameof(numberOfFolds), "Must be more than 1");
        int split = seed ?? DrawSeed();
        var folds = new List<TrainTestData>();
        for (int fold = 0; fold < numberOfFolds; fold++)
        {
            double lower = (double)fold / numberOfFolds;
            double upper = (double)(fold + 1) / numberOfFolds;
            folds.Add(new TrainTestData(
                RowSampler.Between(data, samplingKeyColumnName, split, lower, upper, complement: true),
                RowSampler.Between(data, samplingKeyColumnName, split, lower, upper, complement: false)));
        }
        return folds;
    }

    private int DrawSeed() => _env.Register(nameof(DataOperationsCatalog)).Rand.Next();
}
