namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>Facts beside an order or a fill. Stored; append only.</summary>
[Flags]
public enum ReportFlags : ushort
{
    None = 0,
    Maker = 1,
    ReduceOnly = 2,
    PostOnly = 4,

    /// <summary>The report is the answer to our own request, not a stream event.</summary>
    Reply = 8,
}
