using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Alerts;

/// <summary>
/// Decides what is worth a message: fed with the engine's notices and, once a second, with its figures. One thread
/// may call <see cref="Look"/>, any thread <see cref="Hear"/>.
/// </summary>
public sealed class AlertWatch(AlertSettings settings, string bot, Action<Alert> offer)
{
    private const long NsPerSecond = 1_000_000_000;
    private const long Minute = 60 * NsPerSecond;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;
    private const long DisconnectGraceNs = 10 * NsPerSecond;

    private EngineSnapshot _lastSummary;
    private EngineSnapshot _lastDay;
    private long _summaryNs;
    private long _day = -1;
    private long _minuteNs;
    private long _rejectsAtMinute;
    private bool _isStorming;
    private string _problem = "";
    private long _problemNs;
    private bool _isProblemTold;

    private static readonly HashSet<NoticeCode> StateNotices =
    [
        NoticeCode.TradingStateChanged, NoticeCode.LiquidationSeen, NoticeCode.LossLimitReached,
        NoticeCode.LiquidationNear, NoticeCode.Flattened, NoticeCode.BreakerTripped, NoticeCode.BreakerRecovered,
        NoticeCode.IllegalTransition, NoticeCode.StopUnverified,
    ];

    private static readonly HashSet<NoticeCode> RepairNotices =
    [
        NoticeCode.ReconcileBooked, NoticeCode.ReconcileWrittenOff, NoticeCode.PositionAdopted,
        NoticeCode.ForeignSurplus, NoticeCode.StrayCanceled, NoticeCode.OrderProvenAbsent, NoticeCode.UnknownOwnOrder,
    ];

    public void Say(AlertKind kind, string text) => offer(new Alert(kind, bot, text));

    public void Hear(NoticeCode code, string text)
    {
        if (StateNotices.Contains(code)) Say(AlertKind.State, text);
        else if (RepairNotices.Contains(code)) Say(AlertKind.Reconcile, text);
    }

    /// <param name="problem">What a connection complains about; empty = nothing.</param>
    public void Look(in EngineSnapshot now, string problem, long nowNs)
    {
        LookAtFills(now, nowNs);
        LookAtRejects(now, nowNs);
        LookAtConnection(problem, nowNs);
        LookAtDay(now, nowNs);
    }

    private void LookAtFills(in EngineSnapshot now, long nowNs)
    {
        if (_summaryNs == 0)
        {
            _summaryNs = nowNs;
            _lastSummary = now;
        }

        if (nowNs - _summaryNs < (long)settings.FillSummaryEvery.TotalNanoseconds) return;
        _summaryNs = nowNs;
        if (now.BuyFills + now.SellFills != _lastSummary.BuyFills + _lastSummary.SellFills)
            Say(AlertKind.Fills, Difference("alerts.fills", now, _lastSummary));
        _lastSummary = now;
    }

    private void LookAtRejects(in EngineSnapshot now, long nowNs)
    {
        if (_minuteNs == 0 || nowNs - _minuteNs >= Minute)
        {
            _minuteNs = nowNs;
            _rejectsAtMinute = now.RejectedOrders;
            _isStorming = false;
        }

        long rejects = now.RejectedOrders - _rejectsAtMinute;
        if (_isStorming || rejects < settings.RejectStorm) return;
        _isStorming = true;
        Say(AlertKind.Rejects, Words.Of("alerts.rejects", rejects));
    }

    /// <summary>A connection that comes back within seconds is everyday life.</summary>
    private void LookAtConnection(string problem, long nowNs)
    {
        if (problem.Length == 0)
        {
            if (_isProblemTold) Say(AlertKind.Disconnect, Words.Of("alerts.reconnected"));
            _problem = "";
            _isProblemTold = false;
            return;
        }

        if (_problem.Length == 0) _problemNs = nowNs;
        _problem = problem;
        if (_isProblemTold || nowNs - _problemNs < DisconnectGraceNs) return;
        _isProblemTold = true;
        Say(AlertKind.Disconnect, Words.Of("alerts.disconnected", problem));
    }

    private void LookAtDay(in EngineSnapshot now, long nowNs)
    {
        long day = (nowNs - settings.DailyHour * Hour) / Day;
        if (_day == day) return;
        if (_day >= 0) Say(AlertKind.Daily, Difference("alerts.daily", now, _lastDay));
        _day = day;
        _lastDay = now;
    }

    private static string Difference(string key, in EngineSnapshot now, in EngineSnapshot then) => Words.Of(
        key,
        now.BuyFills - then.BuyFills,
        now.SellFills - then.SellFills,
        now.RoundTrips - then.RoundTrips,
        FixedPoint.ToText(now.RealizedE8 - then.RealizedE8),
        FixedPoint.ToText(now.FeesE8 - then.FeesE8),
        FixedPoint.ToText(now.RealizedE8),
        now.HeldSlots);
}
