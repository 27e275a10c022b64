namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>In what a fee was charged. Stored; append only.</summary>
public enum FeeAsset : byte
{
    Quote = 0,
    Base = 1,
    Bnb = 2,
    Other = 255,
}
