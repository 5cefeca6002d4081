using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Samples;

/// <summary>
/// Every C# block of the documentation is compiled: it stands, line by line, between markers in a file of the folder Snippets.
/// </summary>
[TestClass]
public sealed class SnippetTests
{
    [TestMethod]
    public void EveryBlockOfTheDocumentationIsCompiled()
    {
        var compiled = CompiledSnippets().ToHashSet();
        var documents = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Root, "README.md"))
            .Append(Path.Combine(Repository.Root, "src", "Microsoft.ML.MetaLearning", "PACKAGE.md"))
            .Append(Path.Combine(Repository.Root, "src", "Microsoft.ML.MetaLearning.Text", "PACKAGE.md"))
            .Append(Path.Combine(Repository.Root, "src", "Microsoft.ML.MetaLearning.Vision", "PACKAGE.md"));
        var blocks = documents.SelectMany(d => Blocks(File.ReadAllText(d)).Select(b => (Document: d, Block: b))).ToArray();
        Assert.AreNotEqual(0, blocks.Count(b => b.Document.EndsWith("README.md", StringComparison.Ordinal)));
        foreach (var (document, block) in blocks)
            Assert.IsTrue(
                compiled.Contains(Normalize(block.Split('\n'))),
                $"This block of {document} stands in no file of Samples/Snippets:\n{block}");
    }

    // The tests see what is internal; a reader does not.
    [TestMethod]
    public void SnippetsNeedThePublicApiAlone()
    {
        var assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var reader = CSharpCompilation.Create(
            "Reader",
            SnippetFiles().Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: file)),
            assemblies.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var errors = reader.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()).ToArray();
        Assert.AreEqual(0, errors.Length, string.Join('\n', errors));
    }

    private static IEnumerable<string> SnippetFiles() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "test", "Microsoft.ML.MetaLearning.Tests", "Samples", "Snippets"), "*.cs");

    private static IEnumerable<string> Blocks(string markdown) =>
        Regex.Matches(markdown, "^```csharp\n(.*?)\n```", RegexOptions.Singleline | RegexOptions.Multiline).Select(m => m.Groups[1].Value);

    /// <summary>The regions of one name together: usings, statements and types stand in different places of a file.</summary>
    private static IEnumerable<string> CompiledSnippets()
    {
        foreach (var file in SnippetFiles())
        {
            var regions = Regex.Matches(
                File.ReadAllText(file), @"// <(?<name>[\w-]+)>\n(?<code>.*?)// </\k<name>>", RegexOptions.Singleline);
            foreach (var snippet in regions.GroupBy(r => r.Groups["name"].Value))
                yield return Normalize(snippet.SelectMany(r => r.Groups["code"].Value.Split('\n')));
        }
    }

    /// <summary>Without indentation and blank lines, which depend on where the code stands.</summary>
    private static string Normalize(IEnumerable<string> lines) => string.Join('\n', lines.Select(l => l.Trim()).Where(l => l.Length > 0));
}
