// Cold-start recommendation in the manner of MeLU: predict a new user's ratings from ten. Usage: ColdStart [meta-steps]
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.Runtime;

const int Shots = 10;
var metaSteps = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3_000;
var mlContext = new MLContext(seed: 1);
mlContext.Log += (_, e) =>
{
    // How meta-training goes on, once a second; apart from the results.
    if (e.Kind >= ChannelMessageKind.Info)
        Console.Error.WriteLine(e.RawMessage);
};
var metaTrain = mlContext.MetaLearning().LoadRatings(users: 3000, ratings: 2 * Shots, seed: 1);
var newUsers = mlContext.MetaLearning().LoadRatings(users: 400, ratings: 2 * Shots, seed: 2);

var metaModel = mlContext.MetaLearning().MamlRegression(new MamlRegressionTrainer.Options
{
    Shots = Shots,
    QueryShots = Shots,
    Backbone = new CategoricalEmbeddings(categories: [6, 2, 10, 8, 10, 20, 30, 4]),
    // The decision layers alone are adapted to a user.
    InnerLoop = { Frozen = ["embedding"], LearningRate = 0.03, AdaptationSteps = 3 },
    OuterLoop = { MetaBatchSize = 16, LearningRate = 3e-3, MetaSteps = metaSteps },
}).Fit(metaTrain);

// Each new user: ten ratings to learn from, ten to predict.
var known = mlContext.Data.CreateEnumerable<RatingRow>(metaTrain, reuseRowObject: false).ToArray();
var users = mlContext.Data.CreateEnumerable<RatingRow>(newUsers, reuseRowObject: false).Chunk(2 * Shots).Select(u =>
    (Support: u[..Shots], Query: u[Shots..])).ToArray();
var globalMean = known.Average(r => r.Label);
var itemBias = Enumerable.Range(4, 4).SelectMany(f => known.GroupBy(
    r => (f, r.Features[f]), (key, rows) => (key, Bias: rows.Average(r => r.Label) - globalMean))).ToDictionary(p => p.key, p => p.Bias);
float WithItem(RatingRow r) => globalMean + Enumerable.Range(4, 4).Sum(f => itemBias[(f, r.Features[f])]);

Print("global mean", (_, query) => query.Select(_ => globalMean));
Print("user mean", (support, query) => query.Select(_ => support.Average(r => r.Label)));
Print("user and item biases", (support, query) => query.Select(r => WithItem(r) + support.Average(s => s.Label - WithItem(s))));
Print("meta-learned, adapted", (support, query) => mlContext.MetaLearning().Adapt(metaModel, mlContext.Data.LoadFromEnumerable(support))
    .Transform(mlContext.Data.LoadFromEnumerable(query)).GetColumn<float>("Score"));
Console.WriteLine("noise of the ratings, which nobody can predict: 0.239");
foreach (var steps in new[] { 0, 1, 5 })
    Console.WriteLine(mlContext.MetaLearning().EvaluateRegression(metaModel, newUsers, new(Episodes: 400) { AdaptationSteps = steps }));

void Print(string name, Func<RatingRow[], RatingRow[], IEnumerable<float>> predict)
{
    var errors = users.Select(u => (double)predict(u.Support, u.Query).Zip(u.Query, (p, r) => Math.Abs(p - r.Label)).Average()).ToArray();
    var interval = 1.966 * Math.Sqrt(errors.Sum(e => Math.Pow(e - errors.Average(), 2)) / (errors.Length - 1) / errors.Length);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: mean absolute error {errors.Average():F3} ± {interval:F3}"));
}
