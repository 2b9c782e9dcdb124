"""The voice: what is spoken of a page, from display text to the loudspeaker.

`voice.Voice` is what the window uses; the words, the samples and the headphones have a
file each. Nothing here knows a page or a widget.
"""
