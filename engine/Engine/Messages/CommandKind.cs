namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// What an <see cref="OutboundCommand"/> asks for. Stored; append only, apart from <see cref="EventKind"/>.
/// </summary>
public enum CommandKind : ushort
{
    None = 0,

    // To the venue
    NewOrder = 1025,
    CancelOrder = 1026,
    QueryOrder = 1027,
    QueryList = 1028,

    // To the host
    StartEpoch = 1056,
    Notice = 1057,
    EngineStopped = 1058,

    // To the command file only
    StateHashMark = 1072,
}
