using System;
using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Estimators fitted one after the other, each on the output of those before it.</summary>
public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>>
    where TLastTransformer : class, ITransformer
{
    public readonly IEstimator<TLastTransformer>? LastEstimator;

    private readonly IEstimator<ITransformer>[] _estimators;
    private readonly TransformerScope[] _scopes;
    private readonly bool[] _cacheAfter;
    private readonly IHostEnvironment? _cacheEnvironment;

    public EstimatorChain()
        : this(null, Array.Empty<IEstimator<ITransformer>>(), Array.Empty<TransformerScope>(), Array.Empty<bool>())
    {
    }

    internal EstimatorChain(IHostEnvironment? cacheEnvironment, IEstimator<ITransformer>[] estimators, TransformerScope[] scopes, bool[] cacheAfter)
    {
        _cacheEnvironment = cacheEnvironment;
        _estimators = estimators;
        _scopes = scopes;
        _cacheAfter = cacheAfter;
        LastEstimator = estimators.LastOrDefault() as IEstimator<TLastTransformer>;
    }

    public TransformerChain<TLastTransformer> Fit(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        // What does not fit fails here, before any estimator has done work.
        GetOutputSchema(SchemaShape.Create(input.Schema));
        var transformers = new ITransformer[_estimators.Length];
        var data = input;
        for (int i = 0; i < _estimators.Length; i++)
        {
            transformers[i] = _estimators[i].Fit(data);
            if (i < _estimators.Length - 1)
            {
                data = TransformForTraining(transformers[i], data);
                data = _cacheAfter[i] ? new CacheDataView(_cacheEnvironment!, data, null) : data;
            }
        }
        return new TransformerChain<TLastTransformer>(transformers, _scopes);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        return _estimators.Aggregate(inputSchema, (schema, estimator) => estimator.GetOutputSchema(schema));
    }

    public EstimatorChain<TNewTrans> Append<TNewTrans>(IEstimator<TNewTrans> estimator, TransformerScope scope = TransformerScope.Everything)
        where TNewTrans : class, ITransformer
    {
        Contracts.CheckValue(estimator, nameof(estimator));
        return new EstimatorChain<TNewTrans>(
            _cacheEnvironment, _estimators.Append(estimator).ToArray(), _scopes.Append(scope).ToArray(), _cacheAfter.Append(false).ToArray());
    }

    public EstimatorChain<TLastTransformer> AppendCacheCheckpoint(IHostEnvironment env)
    {
        Contracts.CheckValue(env, nameof(env));
        if (_estimators.Length == 0 || _cacheAfter[^1])
        {
            return this;
        }
        var cacheAfter = (bool[])_cacheAfter.Clone();
        cacheAfter[^1] = true;
        return new EstimatorChain<TLastTransformer>(env, _estimators, _scopes, cacheAfter);
    }

    private static IDataView TransformForTraining(ITransformer transformer, IDataView data)
    {
        return transformer is ITransformerWithDifferentMappingAtTrainingTime differing
            ? differing.TransformForTrainingPipeline(data)
            : transformer.Transform(data);
    }
}
