namespace OpenSQT.Lmax.Engine.Audit;

/// <summary>What happened so often; for the operator, not for decisions.</summary>
public struct Counters
{
    public long NewOrders;
    public long CancelsSent;
    public long CanceledOrders;
    public long RejectedOrders;
    public RejectCounts Rejects;
    public long Queries;
    public long IgnoredQuotes;
    public long ForeignReports;
    public long LateReports;
    public long HarmlessReports;
}
