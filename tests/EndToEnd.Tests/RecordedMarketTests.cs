using System.Globalization;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Model;
using Xunit.Abstractions;

namespace OpenSQT.Lmax.EndToEnd.Tests;

/// <summary>
/// The recorded ETHUSDT market at twenty times its speed, through the whole program; what was sent is judged from the
/// journal afterwards. Half a dollar is less than two fees of 0.0001, so that grid trades at a lower fee.
/// </summary>
public sealed class RecordedMarketTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("opensqt-recorded-").FullName;

    private string Data => Path.Combine(_directory, "data");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("1", "0.0001")]
    [InlineData("0.5", "0.00002")]
    public async Task ShouldKeepTheRateAndNotChurnAndCountEveryCent(string interval, string makerFee)
    {
        string config = Path.Combine(_directory, "recorded.yaml");
        await File.WriteAllTextAsync(config, string.Create(CultureInfo.InvariantCulture,
            $"simulated: {{ maker_fee: {makerFee}, funding_interval: 3, funding_rate: 0.00001 }}\n"));

        using Opensqt run = await Opensqt.RunAsync("run", "--config", config, "--interval", interval, "--speed", "20",
            "--duration", "16s", "--data-dir", Data, "--json");

        Assert.True(run.ExitCode == 0, run.Errors);
        JsonElement report = JsonDocument.Parse(run.Output).RootElement;
        var journal = new JournalAudit(Data);
        output.WriteLine($"interval {interval}: {report.GetProperty("messages")}, {journal.Fills} fills, "
            + $"busiest second {journal.MostInASecond}, {journal.Replaced} orders placed again within 10 s");
        Assert.True(journal.LeastTokens >= 0, $"{-journal.LeastTokens} messages more than the bucket held");
        Assert.Empty(journal.Churn);
        CompareFigures(report, journal);
        Assert.True(report.GetProperty("ledgerMatchesVenue").GetBoolean(), run.Errors);
        Assert.Equal(journal.FundingE8, Money(report, "funding"));
        Assert.True(journal.Fundings > 0 && journal.FundingE8 < 0, "no funding was charged");
    }

    /// <summary>The report's figures are those of the journal.</summary>
    private static void CompareFigures(JsonElement report, JournalAudit journal)
    {
        JsonElement messages = report.GetProperty("messages");
        Assert.True(journal.Fills > 0);
        Assert.Equal(journal.Places, messages.GetProperty("places").GetInt64());
        Assert.Equal(journal.Cancels, messages.GetProperty("cancels").GetInt64());
        Assert.Equal(journal.Queries, messages.GetProperty("queries").GetInt64());
        long all = journal.Places + journal.Cancels + journal.Queries;
        Assert.Equal(decimal.Round((decimal)all / journal.Fills, 2), messages.GetProperty("perFill").GetDecimal());
        Assert.Equal(
            decimal.Round((decimal)journal.Cancels / journal.Fills, 2),
            messages.GetProperty("cancelsPerFill").GetDecimal());
    }

    private static long Money(JsonElement report, string name) =>
        FixedPoint.TryParse(System.Text.Encoding.ASCII.GetBytes(report.GetProperty(name).GetString()!), out long e8)
            ? e8
            : throw new FormatException(name);
}
