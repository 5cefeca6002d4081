using System;
using MetaLearn.Configuration;
using Microsoft.ML;

namespace MetaLearn.Runs;

/// <summary>What is judged, by what and how.</summary>
/// <param name="MLContext">The context.</param>
/// <param name="Model">The model.</param>
/// <param name="Rows">The rows to judge by.</param>
/// <param name="Settings">The episodes.</param>
internal sealed record EvaluationTask(MLContext MLContext, ModelFile Model, IDataView Rows, EvaluationSettings Settings) : IDisposable
{
    public void Dispose() => Model.Dispose();
}
