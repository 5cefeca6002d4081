using System;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// What a meta-step learned from and left behind, to be looked at while it is being reported. Nothing is computed or copied for those who
/// do not look.
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
    /// The meta-parameters after the step, as they are in training. They change with the next step: copy what is to be kept, and dispose
    /// none.
    /// </summary>
    /// <exception cref="InvalidOperationException">The step has been reported already.</exception>
    public ParameterSet Parameters => WhileReported(_parameters);

    /// <summary>Loads the first episode of the step again. Its tensors belong to the calling thread's dispose scope.</summary>
    /// <exception cref="InvalidOperationException">The step has been reported already.</exception>
    public Episode LoadEpisode() => WhileReported(_firstEpisode)();

    void IDisposable.Dispose() => _isOver = true;

    private T WhileReported<T>(T value) => _isOver
        ? throw new InvalidOperationException("a meta-step can be looked at only while it is being reported; copy what is needed in IProgress.Report.")
        : value;
}
