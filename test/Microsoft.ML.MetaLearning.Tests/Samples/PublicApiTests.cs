using System;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Samples;

[TestClass]
public sealed class PublicApiTests
{
    [TestMethod]
    [DataRow("OmniglotFewShot")]
    [DataRow("SineRegression")]
    [DataRow("metalearn")]
    public void SamplesUseThePublicApiAlone(string sample)
    {
        var friends = typeof(MamlTrainer).Assembly.GetCustomAttributes<InternalsVisibleToAttribute>().Select(a => a.AssemblyName).ToArray();
        CollectionAssert.DoesNotContain(friends, sample);
        var attributes = Assembly.Load(sample).CustomAttributes.Select(a => a.AttributeType.Name).ToArray();
        CollectionAssert.DoesNotContain(attributes, "IgnoresAccessChecksToAttribute");
    }

    [TestMethod]
    public void WhatAUserTypesIsInOneNamespace()
    {
        var types = typeof(MamlTrainer).Assembly.GetExportedTypes();
        Assert.AreSame(typeof(MetaLearningExtensions), types.Single(t => t.Namespace == "Microsoft.ML"));
        Assert.IsTrue(types.All(t => t.Namespace == "Microsoft.ML"
            || t.Namespace!.StartsWith("Microsoft.ML.MetaLearning", StringComparison.Ordinal)));
    }
}
