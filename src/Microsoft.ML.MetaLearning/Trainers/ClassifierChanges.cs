using System;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Trainers;

/// <summary>Changes adapted classifiers that have kept their support sets.</summary>
internal static class ClassifierChanges
{
    public static TransformerChain<ITransformer> AddClasses(IHostEnvironment env, ITransformer classifier, IDataView support) =>
        Change(env, classifier, "AddClasses", support, (source, rows) => source.WithClasses(rows));

    public static TransformerChain<ITransformer> Readapt(IHostEnvironment env, ITransformer classifier, IDataView support) =>
        Change(env, classifier, "Readapt", support, (source, rows) => source.WithRows(rows));

    public static TransformerChain<ITransformer> RemoveClass(IHostEnvironment env, ITransformer classifier, string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        using var scope = NewDisposeScope();
        var chain = ClassifierChain.Split(classifier);
        using var use = chain.Classifier.Use();
        return Run(env, chain, chain.Source("RemoveClass").WithoutClass(label));
    }

    private static TransformerChain<ITransformer> Change(
        IHostEnvironment env,
        ITransformer classifier,
        string operation,
        IDataView support,
        Func<AdaptationSource, ExampleSet, AdaptationSource> change)
    {
        ArgumentNullException.ThrowIfNull(support);
        using var scope = NewDisposeScope();
        var chain = ClassifierChain.Split(classifier);
        using var use = chain.Classifier.Use();
        var source = chain.Source(operation);
        using var rows = chain.Read(source, support);
        return Run(env, chain, change(source, rows));
    }

    private static TransformerChain<ITransformer> Run(IHostEnvironment env, ClassifierChain chain, AdaptationSource source)
    {
        var host = env.Register(nameof(FewShotClassificationEstimator));
        return chain.With(ClassifierAdaptation.Run(host, source, chain.Classifier.FeatureColumnName, keepSupport: true));
    }
}
