using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Trainers;

/// <summary>From a source to the classifier that it amounts to, whether for the first time or again.</summary>
internal static class ClassifierAdaptation
{
    /// <summary>How many times as many rows as another one a class may have before a warning.</summary>
    private const int Uneven = 5;

    /// <param name="host">Where to register and log.</param>
    /// <param name="source">The model and the support set; the classifier does not depend on its tensors afterwards.</param>
    /// <param name="featureColumnName">The column that the classifier is to read.</param>
    /// <param name="keepSupport">Whether the classifier keeps the source, to be adapted again.</param>
    /// <exception cref="InvalidOperationException">The adaptation diverged.</exception>
    /// <exception cref="OperationCanceledException">The context was told to cancel what it runs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There are fewer than two classes, or more than the model was meta-trained for.
    /// </exception>
    public static FewShotClassificationTransformer Run(IHost host, AdaptationSource source, string featureColumnName, bool keepSupport)
    {
        using var scope = NewDisposeScope();
        using var channel = host.Start("Adaptation");
        CheckClasses(source.Labels, source.Learner.Problem.Outputs);
        LookAlikeLabels.Warn(source.Labels.Names, message => channel.Warning(MessageSensitivity.UserData, message));
        if (source.Learner.Problem.Normalization.IsTransductive())
            channel.Info(
                MessageSensitivity.None,
                "the model was meta-trained with transductive batch normalization; the classifier normalizes by the support set instead, " +
                "since it predicts row by row.");
        WarnOfMajority(source, channel);
        var device = HostContext.Device(host, channel);
        using var interruption = Interruption.By(() => HostContext.IsCancelled(host));
        var predictor = source.Model.To(device).Adapt(source.ToAdaptTo().To(device));
        Divergence.Check(predictor, source.Support.Inputs);
        return new FewShotClassificationTransformer(host, predictor.ToServe(), source.Labels, featureColumnName)
        {
            Source = keepSupport ? source.Keep() : null
        };
    }

    private static void WarnOfMajority(AdaptationSource source, IChannel channel)
    {
        var shots = source.Shots;
        var (few, many) = (shots.Min(), shots.Max());
        if (source.BalancesClasses || source.Learner.TestAdaptationSteps == 0 || many < Uneven * few)
            return;
        channel.Warning(
            MessageSensitivity.UserData,
            $"class '{source.Labels.Names[Array.IndexOf(shots, many)]}' has {many} support rows, but class " +
            $"'{source.Labels.Names[Array.IndexOf(shots, few)]}' " +
            $"has {few}: gradient steps favor the larger class. Adapt with balanceClasses: true to let all classes count equally.");
    }

    private static void CheckClasses(ClassLabels labels, int? outputs)
    {
        if (labels.Count < 2)
            throw new ArgumentOutOfRangeException(
                "input", $"the support set must have at least 2 classes, but all its rows are labelled '{labels.Names[0]}'.");
        if (labels.Count > outputs)
            throw new ArgumentOutOfRangeException("input",
                $"the support set has {labels.Count} classes, but the model was meta-trained to tell {outputs} apart: " +
                $"{string.Join(", ", labels.Names)}.");
    }
}
