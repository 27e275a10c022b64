namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>What follows a transition.</summary>
public enum SlotAction : byte
{
    None,

    /// <summary>The order is over: forget its id; the next state is Held or Free by what the slot holds.</summary>
    Rest,

    /// <summary>Ask the venue for the order.</summary>
    Query,

    /// <summary>Send the cancel again.</summary>
    RepeatCancel,

    /// <summary>A late or repeated message: nothing changes.</summary>
    Harmless,

    /// <summary>Cannot happen: the engine halts and names the pair.</summary>
    Illegal,
}
