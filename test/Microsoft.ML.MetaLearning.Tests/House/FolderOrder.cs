using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microsoft.ML.MetaLearning.Tests.House;

/// <summary>
/// The order of the library's folders, and who uses what against it. The compiler's own view of the sources is read, so that constants and
/// <c>nameof</c>, which leave no trace in an assembly, count too.
/// </summary>
internal static class FolderOrder
{
    /// <summary>A folder uses only folders before it.</summary>
    public static readonly string[] Folders =
    [
        "Preconditions", "Tensors", "MLNet", "Data", "Episodes", "Engine", "Networks", "Adaptation", "Learners", "Training", "Models", "Trainers", "Evaluation", "Reporting", "Catalog",
    ];

    /// <summary>The sources of the library by their paths within it, "Data/Seeds.cs" for instance.</summary>
    public static Dictionary<string, string> Sources()
    {
        var root = Path.Combine(Repository.Root, "src", "Microsoft.ML.MetaLearning");
        return Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(path => !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal))
            .ToDictionary(path => path, path => File.ReadAllText(Path.Combine(root, path)));
    }

    public static string FolderOf(string path) => path.Contains('/') ? path[..path.IndexOf('/')] : "";

    /// <summary>
    /// Each use of a folder that does not come before, as "Data/Seeds.cs(12): Seeds.Mix uses Episode.Support of Episodes".
    /// </summary>
    public static IEnumerable<string> Violations(IReadOnlyDictionary<string, string> sources)
    {
        var compilation = CSharpCompilation.Create(
            "House",
            sources.Select(source => CSharpSyntaxTree.ParseText(source.Value, new CSharpParseOptions(LanguageVersion.Preview), source.Key)),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(path => !Path.GetFileName(path)
                    .StartsWith("Microsoft.ML.MetaLearning", StringComparison.Ordinal))
                        .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        return compilation.SyntaxTrees.SelectMany(tree => Violations(tree, compilation.GetSemanticModel(tree)));
    }

    private static IEnumerable<string> Violations(SyntaxTree tree, SemanticModel model)
    {
        var place = Array.IndexOf(Folders, FolderOf(tree.FilePath));
        foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            var info = model.GetSymbolInfo(name);
            if ((info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) is not { } symbol || DeclaringFile(symbol) is not { } file
                || Array.IndexOf(Folders, FolderOf(file)) <= place)
                continue;
            var user = model.GetEnclosingSymbol(name.SpanStart);
            yield return $"{tree.FilePath}({name.GetLocation().GetLineSpan().StartLinePosition.Line + 1}): {Title(user)} uses " +
                $"{Title(symbol)} of {FolderOf(file)}";
        }
    }

    /// <summary>The file of a type or of a member; null for what lies outside of the library or within a method.</summary>
    private static string? DeclaringFile(ISymbol symbol) =>
        symbol is INamespaceSymbol or ILocalSymbol or IParameterSymbol or IRangeVariableSymbol or ILabelSymbol or ITypeParameterSymbol
        ? null
        : symbol.OriginalDefinition.Locations.FirstOrDefault(l => l.IsInSource)?.SourceTree?.FilePath
            ?? symbol.ContainingType?.OriginalDefinition.Locations.FirstOrDefault(l => l.IsInSource)?.SourceTree?.FilePath;

    private static string Title(ISymbol? symbol) => symbol?.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat) ?? "?";
}
