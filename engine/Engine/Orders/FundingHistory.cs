using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine.Orders;

/// <summary>
/// Funding is booked from the venue's own list of payments only, each once, by its time: the venue charges a symbol at
/// most once at any moment. Asked for when the user stream tells of a payment, when it was down, at the start and the
/// end of a run, and as often as a reconcile is due.
/// </summary>
public sealed class FundingHistory(EngineState s, OrderSender sender)
{
    private const long AnswerNs = 5_000_000_000;
    private const long RetryNs = 2_000_000_000;

    /// <summary>The list may lag behind the stream: so often it is asked for what the stream told.</summary>
    private const int MostLooks = 5;

    private long _queryId;
    private long _askedNs;
    private long _nextNs;
    private long _sumE8;
    private long _newestNs;
    private int _rows;
    private int _looks;

    /// <summary>Only what was paid since the journal began is ours to book.</summary>
    public void StartRun(in RunStarted run)
    {
        if (s.FundedNs == 0) s.FundedNs = run.WallTimeNs;
        _queryId = 0;
        Want();
    }

    public void Want()
    {
        s.IsFundingWanted = true;
        _nextNs = 0;
        _looks = MostLooks - 1; // nothing new is an answer
    }

    public void Tick()
    {
        if (s.NowNs - _askedNs >= s.Config.ReconcileIntervalNs) s.IsFundingWanted = true;
        if (!s.IsFundingWanted || s.NowNs < _nextNs) return;
        if (_queryId != 0 && s.NowNs - _askedNs < AnswerNs) return;
        _queryId = sender.TryQueryList(ListKind.Funding, s.FundedNs);
        if (_queryId == 0) return;
        _askedNs = s.NowNs;
        _sumE8 = 0;
        _newestNs = s.FundedNs;
        _rows = 0;
    }

    public void OnRow(in FundingReport row)
    {
        if (row.QueryId == 0)
        {
            Want();
            _looks = 0;
            return;
        }

        if (row.QueryId != _queryId) return;
        _rows++;
        if (row.VenueTimeNs <= s.FundedNs) return;
        _newestNs = long.Max(_newestNs, row.VenueTimeNs);
        if (row.Asset == FeeAsset.Quote) _sumE8 += row.AmountE8;
    }

    public void OnEnd(in ListEnd end)
    {
        if (end.QueryId != _queryId || _queryId == 0) return;
        _queryId = 0;
        _nextNs = s.NowNs + RetryNs;
        if (end.Outcome == Outcome.Rejected && end.Reason == Reason.InvalidParameter)
        {
            s.IsFundingWanted = false; // this venue cannot be asked
            return;
        }

        if (end.Outcome != Outcome.Accepted || end.Count != _rows) return;
        bool isNew = _newestNs > s.FundedNs;
        s.IsFundingWanted = isNew || ++_looks < MostLooks; // a full page may not have been the last
        if (!isNew) return;
        _looks = MostLooks - 1;
        s.FundedNs = _newestNs;
        s.Books.Fund(_sumE8);
        s.Outbox.Notice(NoticeCode.FundingBooked, _sumE8, s.Books.FundingE8, _newestNs);
    }
}
