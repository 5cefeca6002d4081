using System;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Provides access to the episodes and results of a meta-step while it is being reported. Without access, nothing is computed or copied.
/// </summary>
public sealed class MetaStepView : IDisposable
{
    private readonly ParameterSet _parameters;
    private readonly Func<Episode> _firstEpisode;
    private bool _isOver;

    internal MetaStepView(ParameterSet parameters, Func<Episode> firstEpisode)
    {
        _parameters = parameters;
        _firstEpisode = firstEpisode;
    }

    /// <summary>
    /// Gets the meta-parameters of the training after the step. They change with the next step: copy what you need, and do not dispose
    /// them.
    /// </summary>
    /// <exception cref="InvalidOperationException">The step has been reported already.</exception>
    public ParameterSet Parameters => WhileReported(_parameters);

    /// <summary>Loads the first episode of the step again. Its tensors belong to the calling thread's dispose scope.</summary>
    /// <exception cref="InvalidOperationException">The step has been reported already.</exception>
    public Episode LoadEpisode() => WhileReported(_firstEpisode)();

    void IDisposable.Dispose() => _isOver = true;

    private T WhileReported<T>(T value) => _isOver
        ? throw new InvalidOperationException(
            "a meta-step can only be viewed while it is being reported; copy what you need in IProgress.Report.")
        : value;
}
