using System;

namespace Microsoft.ML.Data;

internal sealed class DelegateEstimator<TTransformer> : IEstimator<TTransformer>
    where TTransformer : class, ITransformer
{
    private readonly IEstimator<TTransformer> _inner;
    private readonly Action<TTransformer> _onFit;

    public DelegateEstimator(IEstimator<TTransformer> inner, Action<TTransformer> onFit)
    {
        _inner = inner;
        _onFit = onFit;
    }

    public TTransformer Fit(IDataView input)
    {
        var transformer = _inner.Fit(input);
        _onFit(transformer);
        return transformer;
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _inner.GetOutputSchema(inputSchema);
}
