using System.Text.Json;

namespace OpenSQT.Lmax.EndToEnd.Tests;

/// <summary><c>opensqt check</c>: every figure before the first order, and no order.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("opensqt-check-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task ShouldCheckAV3FileWithoutEditing()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "Fixtures", "opensqt-v3.yaml");
        using Opensqt check = await Opensqt.RunAsync("check", "--config", file);

        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
        Assert.Contains("trading.price_interval", check.Output, StringComparison.Ordinal);
        Assert.Contains("window fully bought", check.Output, StringComparison.Ordinal);
        Assert.Contains("break-even interval", check.Output, StringComparison.Ordinal);
        Assert.Contains("no order was placed", check.Output, StringComparison.Ordinal);
        Assert.Contains("timing.price_send_interval has no effect", check.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldCountWhatTheGridWouldCostAndEarn()
    {
        JsonElement report = await ReportAsync(0, "--interval", "2", "--amount", "100");
        JsonElement[] ladder = [.. report.GetProperty("ladder").EnumerateArray()];

        Assert.Equal(10, ladder.Length);
        for (int i = 0; i < ladder.Length; i++)
        {
            decimal buy = Number(ladder[i], "buy");
            decimal quantity = Number(ladder[i], "quantity");
            decimal sell = Number(ladder[i], "sell");
            Assert.Equal(buy + 2, sell);
            Assert.Equal(buy * quantity, Number(ladder[i], "value"));
            Assert.InRange(buy * quantity, 97, 103); // the nearest lot of 0.001
            Assert.Equal(
                (2 - 0.0001m * (buy + sell)) * quantity, Number(ladder[i], "profit"), precision: 8);
            if (i > 0) Assert.Equal(Number(ladder[i - 1], "buy") - 2, buy);
        }

        JsonElement window = report.GetProperty("windowBought");
        Assert.Equal(ladder.Sum(rung => Number(rung, "value")), Number(window, "cost"));
        Assert.Equal(Number(window, "cost") / 10, Number(window, "margin"));
        Assert.Equal(JsonValueKind.Null, window.GetProperty("liquidationPrice").ValueKind);
        decimal evenly = Number(report, "breakEvenInterval");
        decimal price = decimal.Parse(report.GetProperty("bid").GetString()!, null);
        Assert.InRange(evenly, 2 * 0.0001m * price, 2 * 0.0001m * price + 0.02m);
    }

    [Fact]
    public async Task ShouldEstimateTheLiquidationOfASmallAccount()
    {
        string file = Write("""
            simulated: { balance: 100 }
            trading: { order_quantity: 60, position_safety_check: 10, buy_window_size: 10 }
            """);
        JsonElement window = (await ReportAsync(0, "--config", file)).GetProperty("windowBought");
        decimal cost = Number(window, "cost");
        decimal quantity = Number(window, "quantity");

        Assert.Equal((cost - 100) / (quantity * 0.99m), Number(window, "liquidationPrice"), precision: 6);
    }

    [Theory]
    [InlineData("trading: { price_interval: 0.3 }", "RefusedUnprofitable")]
    [InlineData("trading: { price_interval: 0.305 }", "RefusedIntervalNotOnTick")]
    [InlineData("{ simulated: { leverage: 20 } }", "RefusedLeverage")]
    [InlineData("{ simulated: { balance: 10 } }", "RefusedCapacity")]
    public async Task ShouldSayWhyARunWouldRefuseToStart(string yaml, string code)
    {
        JsonElement report = await ReportAsync(3, "--config", Write(yaml));

        Assert.False(report.GetProperty("accepted").GetBoolean());
        Assert.Equal(code, report.GetProperty("notices").EnumerateArray().Last().GetString());
    }

    [Fact]
    public async Task ShouldNeverShowASecretAndWriteNothing()
    {
        string file = Write("exchanges: { binance: { api_key: hush-key, secret_key: hush-secret } }\n");
        using Opensqt check = await Opensqt.RunAsync("check", "--config", file, "--venue-url", "http://127.0.0.1:9");

        Assert.NotEqual(0, check.ExitCode); // nothing listens there
        Assert.Contains("(set, hidden)", check.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", check.Output + check.Errors, StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFileSystemEntries(_directory));
    }

    private async Task<JsonElement> ReportAsync(int code, params string[] arguments)
    {
        using Opensqt check = await Opensqt.RunAsync(["check", "--json", .. arguments]);
        Assert.True(check.ExitCode == code, check.Output + check.Errors);
        return JsonDocument.Parse(check.Output).RootElement;
    }

    private string Write(string yaml)
    {
        string file = Path.Combine(_directory, "config.yaml");
        File.WriteAllText(file, yaml);
        if (OperatingSystem.IsLinux()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    private static decimal Number(JsonElement at, string name) => at.GetProperty(name).GetDecimal();
}
