using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Orders;

namespace OpenSQT.Lmax.Engine.Risk;

/// <summary>The account as pre-flight needs it, read by one query per fact.</summary>
public sealed class AccountReading
{
    private const long AnswerNs = 5_000_000_000;
    private const long RetryNs = 1_000_000_000;

    private static readonly ListKind[] Kinds =
    [
        ListKind.ServerTime, ListKind.Account, ListKind.PositionMode, ListKind.Leverage, ListKind.FeeRates,
        ListKind.Position,
    ];

    private readonly long[] _queryIds = new long[Kinds.Length];
    private readonly long[] _askedNs = new long[Kinds.Length];
    private readonly bool[] _whole = new bool[Kinds.Length];
    private readonly long[] _settings = new long[8];

    public AccountReport Account { get; private set; }
    public PositionReport Position { get; private set; }
    public bool IsWhole => Array.TrueForAll(_whole, static whole => whole);

    public long this[AccountSettingKind kind] => _settings[(int)kind];

    /// <summary>The first question without an answer, for the refusal's text.</summary>
    public ListKind FirstMissing => IsWhole ? ListKind.None : Kinds[Array.IndexOf(_whole, false)];

    public void Restart()
    {
        Array.Clear(_queryIds);
        Array.Clear(_whole);
        Array.Clear(_askedNs);
    }

    /// <summary>Asks what was not asked yet, and again what failed or got no answer.</summary>
    public void Tick(long nowNs, OrderSender sender)
    {
        for (int i = 0; i < Kinds.Length; i++)
        {
            if (_whole[i]) continue;
            long waitedNs = nowNs - _askedNs[i];
            if (_askedNs[i] != 0 && waitedNs < (_queryIds[i] == 0 ? RetryNs : AnswerNs)) continue;
            _queryIds[i] = sender.TryQueryList(Kinds[i]);
            _askedNs[i] = nowNs;
        }
    }

    public void OnRow(in AccountReport row)
    {
        if (IndexOf(row.QueryId) >= 0) Account = row;
    }

    public void OnRow(in AccountSetting row)
    {
        if (IndexOf(row.QueryId) >= 0 && (int)row.Kind < _settings.Length) _settings[(int)row.Kind] = row.Value;
    }

    public void OnRow(in PositionReport row)
    {
        if (IndexOf(row.QueryId) >= 0) Position = row;
    }

    public void OnEnd(in ListEnd end)
    {
        int i = IndexOf(end.QueryId);
        if (i < 0) return;
        _queryIds[i] = 0;
        _whole[i] = end.Outcome == Outcome.Accepted && end.Count > 0;
    }

    private int IndexOf(long queryId) => queryId == 0 ? -1 : Array.IndexOf(_queryIds, queryId);
}
