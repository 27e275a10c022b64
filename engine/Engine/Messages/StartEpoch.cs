namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// Everything is known; the host shall append <see cref="EventKind.EpochStarted"/> with this epoch, make the journal
/// durable up to it, and only then let it be applied. Also the payload of that event.
/// </summary>
public struct StartEpoch
{
    public long Epoch;
}
