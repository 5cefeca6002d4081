using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents a user's rating of an item.</summary>
public sealed class RatingRow
{
    /// <summary>Gets or sets the user.</summary>
    public int Task { get; set; }

    /// <summary>
    /// Gets or sets categories as indices: age group (6), gender (2), occupation (10) and region (8) of the user; genre (10), director
    /// (20), lead actor (30) and certificate (4) of the item.
    /// </summary>
    [VectorType(8)]
    public float[] Features { get; set; } = [];

    /// <summary>Gets or sets the rating, 1 to 5.</summary>
    public float Label { get; set; }
}

/// <summary>
/// Creates made-up ratings of a known structure. A user's taste is a vector of four numbers, given partly by the user's attributes. An
/// item's appeal is another, given by its categories. A rating is the sum of 3, the user's leniency, the item's quality, the product of
/// taste and appeal, and noise, limited to 1 to 5.
/// </summary>
internal static class Ratings
{
    /// <summary>The standard deviation of the noise: the mean absolute error of the best possible prediction is 0.8 times this.</summary>
    public const double Noise = 0.3;
    private const int UserAttributes = 4, Latent = 4, World = 20_190_804;
    private static readonly int[] s_categories = [6, 2, 10, 8, 10, 20, 30, 4];

    public static IReadOnlyList<int> Categories => s_categories;

    public static IEnumerable<RatingRow> Draw(int users, int ratings, int seed)
    {
        Checks.Positive(users, nameof(users));
        Checks.Positive(ratings, nameof(ratings));
        return Enumerable.Range(0, users).SelectMany(user => OfUser(user, ratings, seed));
    }

    private static IEnumerable<RatingRow> OfUser(int user, int ratings, int seed)
    {
        var random = new Random(Seeds.Mix(seed, user));
        var attributes = s_categories.Take(UserAttributes).Select(count => random.Next(count)).ToArray();
        var taste = Sum(attributes, first: 0, scale: 0.25).Zip(Vector(random, 0.6), (a, b) => a + b).ToArray();
        var leniency = 0.5 * Normal(random);
        for (var i = 0; i < ratings; i++)
        {
            var item = s_categories.Skip(UserAttributes).Select(count => random.Next(count)).ToArray();
            var appeal = Sum(item, UserAttributes, scale: 0.45);
            var quality = 0.3 * Sum(item, UserAttributes, scale: 0.5, part: 1)[0];
            var rating = 3 + leniency + quality + taste.Zip(appeal, (t, a) => t * a).Sum() + Noise * Normal(random);
            yield return new RatingRow { Task = user, Features = [.. attributes, .. item], Label = (float)Math.Clamp(rating, 1, 5) };
        }
    }

    /// <summary>Returns the sum of the vectors of some categories, the same ones for every seed of users.</summary>
    private static double[] Sum(int[] categories, int first, double scale, int part = 0) => categories
        .Select((category, i) => Vector(new Random(Seeds.Mix(World + part, 1000 * (first + i) + category)), scale))
        .Aggregate((a, b) => a.Zip(b, (x, y) => x + y).ToArray());

    private static double[] Vector(Random random, double scale) =>
        Enumerable.Range(0, Latent).Select(_ => scale * Normal(random)).ToArray();

    /// <summary>Draws a standard normal number by Box and Muller's transform.</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
