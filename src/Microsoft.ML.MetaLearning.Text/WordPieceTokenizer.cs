using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace Microsoft.ML.MetaLearning.Text;

/// <summary>
/// Splits text into the word pieces of BERT, without regard to case and accents: Devlin et al.,
/// <a href="https://arxiv.org/abs/1810.04805">2019</a>. The culture of a thread does not matter.
/// </summary>
internal sealed class WordPieceTokenizer
{
    /// <summary>The tokens around a sentence: one before, one after it.</summary>
    public const int FrameTokens = 2;

    /// <summary>Longer words are unknown, as in BERT.</summary>
    private const int LongestWord = 100;

    private const string ContinuationMark = "##";
    private readonly Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _beginnings;
    private readonly Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _continuations;
    private readonly long _first;
    private readonly long _last;
    private readonly long _unknown;

    /// <param name="vocabulary">A piece on each line; the number of the line is that of the token.</param>
    public WordPieceTokenizer(Stream vocabulary)
    {
        using var reader = new StreamReader(vocabulary);
        var beginnings = new Dictionary<string, long>(StringComparer.Ordinal);
        var continuations = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var token = 0L; reader.ReadLine() is { } piece; token++)
        {
            if (piece.StartsWith(ContinuationMark, StringComparison.Ordinal) && piece.Length > ContinuationMark.Length)
                continuations[piece[ContinuationMark.Length..]] = token;
            else
                beginnings[piece] = token;
        }
        (_first, _last, _unknown) = (beginnings["[CLS]"], beginnings["[SEP]"], beginnings["[UNK]"]);
        _beginnings = beginnings.GetAlternateLookup<ReadOnlySpan<char>>();
        _continuations = continuations.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Returns the tokens of a text, and whether any of its words is known.</summary>
    public (long[] Tokens, bool Known) Tokenize(string text)
    {
        var tokens = new List<long> { _first };
        foreach (var word in Separate(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Append(word, tokens);
        var known = tokens.Skip(1).Any(token => token != _unknown);
        tokens.Add(_last);
        return ([.. tokens], known);
    }

    /// <summary>Returns the first tokens, and the one that ends every sentence.</summary>
    public static long[] Cut(long[] tokens, int length) => [.. tokens.AsSpan(0, length - 1), tokens[^1]];

    /// <summary>Puts blanks between words, punctuation marks and Chinese characters; drops accents and what cannot be seen.</summary>
    private static string Separate(string text)
    {
        var separated = new StringBuilder(text.Length);
        foreach (var rune in Decompose(text).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
                separated.Append(' ');
            else if (IsInvisible(rune))
                continue;
            else if (IsPunctuation(rune) || IsChinese(rune.Value))
                separated.Append(' ').Append(rune).Append(' ');
            else
                separated.Append(Rune.ToLowerInvariant(rune));
        }
        return separated.ToString();
    }

    // Halves of a surrogate pair, which no encoding can hold, become U+FFFD on the way through UTF-8.
    private static string Decompose(string text) =>
        Ascii.IsValid(text) ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Normalize(NormalizationForm.FormD);

    private static bool IsInvisible(Rune rune) => rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse;

    private static bool IsPunctuation(Rune rune) => rune.IsAscii ? !Rune.IsLetterOrDigit(rune) : Rune.IsPunctuation(rune);

    private static bool IsChinese(int character) => character is (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x2CEAF) or (>= 0x2F800 and <= 0x2FA1F);

    /// <summary>Appends the pieces of a word, the longest first; the whole word is unknown if a part of it is.</summary>
    private void Append(ReadOnlySpan<char> word, List<long> tokens)
    {
        var count = tokens.Count;
        var known = word.Length <= LongestWord;
        for (var pieces = _beginnings; known && !word.IsEmpty; pieces = _continuations)
        {
            var length = word.Length;
            long token;
            while (!pieces.TryGetValue(word[..length], out token) && --length > 0)
            {
            }
            known = length > 0;
            tokens.Add(token);
            word = word[length..];
        }
        if (known)
            return;
        tokens.RemoveRange(count, tokens.Count - count);
        tokens.Add(_unknown);
    }
}
