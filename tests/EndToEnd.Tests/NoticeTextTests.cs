using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Risk;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Running;
using OpenSQT.Lmax.Host.Verbs;

namespace OpenSQT.Lmax.EndToEnd.Tests;

/// <summary>Refusals, trips, halts and repairs have causes with figures: in the log, the report and its JSON.</summary>
public class NoticeTextTests
{
    /// <summary>Facts about the account or the id space that have no figure.</summary>
    private static readonly NoticeCode[] WithoutFigures =
        [NoticeCode.RefusedCannotTrade, NoticeCode.RefusedHedgeMode, NoticeCode.RefusedIdsExhausted];

    /// <summary>Their one figure is a name: of a phase, of a list.</summary>
    private static readonly NoticeCode[] WithAName =
        [NoticeCode.PhaseChanged, NoticeCode.RefusedNoAnswer, NoticeCode.TradingStateChanged,
            NoticeCode.IllegalTransition];

    /// <summary>What tells the figures of each cause of a reduced or halted state.</summary>
    private static readonly Dictionary<GateCause, NoticeCode> Explained = new()
    {
        [GateCause.OperatorPause] = NoticeCode.TradingStateChanged, // a person's word, which the log names
        [GateCause.OperatorHalt] = NoticeCode.TradingStateChanged,
        [GateCause.UserStreamDown] = NoticeCode.UserStreamDown,
        [GateCause.MarketDataStale] = NoticeCode.MarketDataStale,
        [GateCause.SessionLoss] = NoticeCode.LossLimitReached,
        [GateCause.Drawdown] = NoticeCode.LossLimitReached,
        [GateCause.LiquidationNear] = NoticeCode.LiquidationNear,
        [GateCause.VolumeBreaker] = NoticeCode.BreakerTripped,
        [GateCause.PositionMismatch] = NoticeCode.ReconcilePosition,
        [GateCause.Liquidation] = NoticeCode.LiquidationSeen,
        [GateCause.BrokenInvariant] = NoticeCode.IllegalTransition,
        [GateCause.JournalDegraded] = NoticeCode.TradingStateChanged, // the host's log has the disk's own figures
    };

    public static TheoryData<NoticeCode> Codes =>
        [.. Enum.GetValues<NoticeCode>().Where(code => code != NoticeCode.None)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void ShouldSayEveryCauseWithItsFigures(NoticeCode code)
    {
        string one = Say(code, 1), two = Say(code, 2);
        Assert.True(one.Length > 10, $"{code} has no words");
        Assert.True(Words.Table[$"{nameof(NoticeCode)}.{code}"].All(text => text.Length > 0));
        if (WithoutFigures.Contains(code)) return;
        Assert.True(one != two, $"{code} says '{one}' whatever its figures are");
        if (!WithAName.Contains(code)) Assert.Matches("[0-9]", one);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void ShouldCountEveryCauseInTheReportAndItsJson(NoticeCode code)
    {
        var tally = new CauseTally();
        tally.Add(code, Say(code, 1));
        tally.Add(code, Say(code, 2));
        JsonElement causes = JsonDocument.Parse(JsonLine.Of(tally.Write)).RootElement.GetProperty("causes");
        if (NoticeText.IsRoutine(code))
        {
            Assert.Equal(0, causes.GetArrayLength());
            return;
        }

        JsonElement cause = Assert.Single(causes.EnumerateArray());
        Assert.Equal(code.ToString(), cause.GetProperty("code").GetString());
        Assert.Equal(2, cause.GetProperty("count").GetInt64());
        Assert.Equal(Say(code, 2), cause.GetProperty("last").GetString());
    }

    [Fact]
    public void ShouldKnowWhatExplainsEveryReducedOrHaltedState() =>
        Assert.Equal(Enum.GetValues<GateCause>().Where(cause => cause != 0), Explained.Keys.Order());

    private static string Say(NoticeCode code, long figure)
    {
        long value = WithAName.Contains(code) ? figure : figure * 1_000; // nanoseconds are told by the ten
        return new NoticeText(null).Of(new Notice { Code = code, A = value, B = value + 1, C = value + 2 });
    }
}
