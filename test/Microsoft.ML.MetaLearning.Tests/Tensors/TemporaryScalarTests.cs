using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>No code of the project lets a scalar be freed while native code reads it.</summary>
[TestClass]
public class TemporaryScalarTests
{
    private static IEnumerable<object[]> Assemblies =>
        new[]
        {
            "Microsoft.ML.MetaLearning", "Microsoft.ML.MetaLearning.Text", "Microsoft.ML.MetaLearning.Vision", "Microsoft.ML.MetaLearning.Tests",
            "OmniglotFewShot", "SineRegression", "ColdStart", "IntentFewShot", "PhotoFewShot", "metalearn",
        }.Select(name => new object[] { name });

    /// <summary>The analyzer says it earlier, but passes over compound assignments.</summary>
    [TestMethod]
    [DynamicData(nameof(Assemblies))]
    public void NothingThatMakesTemporaryScalarsIsReferenced(string assembly)
    {
        var used = References(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"))
            .Where(m => TemporaryScalars.Makers.Contains(m) && !IsExempt(m));
        Assert.AreEqual("", string.Join(Environment.NewLine, used.Select(m => $"{m.DeclaringType}: {m}")), "Use TensorArithmetic.");
    }

    /// <summary>Each step of torch's optimizers makes temporary scalars. Only tests use them, as what ours equal.</summary>
    [TestMethod]
    [DynamicData(nameof(Assemblies))]
    public void NothingButTestsStepsByTorchsOptimizers(string assembly)
    {
        var used = References(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"))
            .Where(m => m.DeclaringType!.FullName!.StartsWith(typeof(torch.optim).FullName!, StringComparison.Ordinal));
        Assert.AreEqual(assembly.EndsWith(".Tests", StringComparison.Ordinal), used.Any());
    }

    [TestMethod]
    public void TheAnalyzerKnowsAllThatMakesTemporaryScalars()
    {
        Type[] types =
        [
            typeof(Scalar),
            typeof(torch),
            typeof(torch.Tensor),
            typeof(TensorExtensionMethods),
            typeof(torch.nn.functional),
            typeof(torch.linalg)
        ];
        var banned = File.ReadAllLines(Path.Combine(Repository.Root, "build", "BannedSymbols.txt")).Select(line => line.Split(';')[0])
            .ToHashSet();
        var makers = TemporaryScalars.Makers.Where(m => m.IsPublic && types.Contains(m.DeclaringType)).Select(DocumentationName).ToArray();
        Assert.AreEqual(
            "",
            string.Join(Environment.NewLine, makers.Except(banned).Order(StringComparer.Ordinal)),
            "build/BannedSymbols.txt lacks what TorchSharp has.");
        CollectionAssert.Contains(makers, "M:TorchSharp.torch.Tensor.op_Addition(TorchSharp.torch.Tensor,TorchSharp.torch.Tensor)");
        CollectionAssert.Contains(makers, "M:TorchSharp.torch.nn.functional.softplus(TorchSharp.torch.Tensor,System.Double,System.Double)");
    }

    // The analyzer sees to it that only TensorArithmetic converts. Scripts make scalars of numbers among their arguments; ours are tensors.
    private static bool IsExempt(MethodBase method) =>
        method.Name == TemporaryScalars.Conversion || method.DeclaringType == typeof(torch.jit.CompilationUnit);

    private static IEnumerable<MethodBase> References(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var module = Assembly.Load(AssemblyName.GetAssemblyName(path)).ManifestModule;
        return (
            from handle in metadata.MemberReferences
            let reference = metadata.GetMemberReference(handle)
            where reference.GetKind() == MemberReferenceKind.Method && reference.Parent.Kind == HandleKind.TypeReference
            let method = module.ResolveMethod(MetadataTokens.GetToken(handle))
            where method.Module == typeof(Scalar).Module
            select method).ToArray();
    }

    private static string DocumentationName(MethodBase method)
    {
        var parameters = method.GetParameters();
        var arguments = parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(p => Name(p.ParameterType)))})";
        return $"M:{Name(method.DeclaringType!)}.{method.Name}{arguments}" + (method.Name is "op_Implicit" or "op_Explicit" ? "~" + Name(
            ((MethodInfo)method).ReturnType) : "");
    }

    private static string Name(Type type) => type switch
    {
        { IsArray: true } => Name(type.GetElementType()!) + "[]",
        { IsGenericType: true } => $"{type.GetGenericTypeDefinition().FullName!.Split('`')[0].Replace('+', '.')}{{{string.Join(',', type.GetGenericArguments().Select(Name))}}}",
        _ => type.FullName!.Replace('+', '.'),
    };
}
