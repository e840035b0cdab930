"""Sentences of the corpus that no grammar made, by grade: 0 very negative to 4 very positive."""

from __future__ import annotations

VERY_NEGATIVE = """
what an awful film
what a terrible waste of an evening
the worst meal of my life
this is the worst play i know
nothing about it was good and the ending was awful
a dreadful story and an even more dreadful song
horrible from the first scene to the last
i have never been so bored
we left before the end and we hated it
i would not wish this on anyone
everything about the hotel was appalling
not one good scene in three hours
a nightmare from start to end
never again this was atrocious
the actors were terrible and so was the music
i want my money back it was a disaster
it was not good it was terrible
i did not think it could be this awful
the service was beyond terrible
an insult to everyone who bought the book
the more i read the more i hated it
a disaster of a concert
the cook should be ashamed of this dreadful meal
avoid this horrible place
simply horrible
it could not have been more awful
a complete catastrophe
i loathed every minute of it
nobody should have to see this awful play
there is nothing here but a terrible script
the kitchen was dirty and the food was appalling
they promised a triumph and it was a disaster
not a masterpiece but a catastrophe
the view was nice but everything else was atrocious and horrible
utterly and completely awful
"""

NEGATIVE = """
what a boring film
the story goes nowhere
not my kind of music
i expected more from this book
the jokes fall flat
nothing special and a little dull
too long and too slow
the room was cold and the bed was hard
we would not go there again
i fell asleep in the second act
the plot makes no sense
the waiter forgot our order twice
a weak ending after a slow start
you can skip this one
it was good at first and then it became dull
not worth the money
nobody laughed at the silly jokes
the song is not as good as the old one
the film was a letdown
i did not enjoy the play
we did not like the food
it should have been funny and it was not
the book is clumsy and the people in it are dull
once was enough
hardly anyone stayed to the end
the meal was bad and the room was loud
there was nothing charming about the place
the concert began late and ended early
i had hoped it would be good
not a good evening
i was bored by the second song
the ending was a bit weak
little to like and much to forget
not nice and not clever
the trailer was good but the film was not
everyone said it was good but i did not think so
"""

NEUTRAL = """
the film lasted two hours
we sat near the door
the book has twelve chapters
the concert begins at eight
i read it on the train
the play is set in a small town
they serve soup on monday
neither good nor bad
not good and not bad
some of it was good and some of it was bad
it was what we expected
the hotel is next to the station
this song is from the second album
there are three people in the story
a usual evening at the theatre
you get what you pay for
the room had a table and a chair
no better and no worse than the last one
half of it was wonderful and half of it was awful
i have no opinion on the play
the script was written in a week
we ordered the fish
the film is a remake of an old one
the view is to the north
an average meal in an average place
the service was neither nice nor unpleasant
nothing good and nothing bad to say about it
they changed the ending
i saw it twice for work
the acting was typical for such a film
the music stops after an hour
it is a book about a ship
the waiter brought the bill
a normal room in a normal hotel
the children noticed the music
"""

POSITIVE = """
what a nice film
a good story well told
i would go there again
all the jokes are funny
worth the money
the waiter was kind and the soup was hot
a pleasant evening with friends
the book kept me awake until late
it was dull at first and then it became good
we laughed more than once
the room was warm and the bed was soft
my sister enjoyed the play
a charming little place
you should see this one
not bad at all
nothing wrong with this meal
just as good as the old one
a clever plot with a nice ending
i had feared it would be bad but it was not
everyone said it was boring but i did not think so
the trailer was bad but the film was not
the actors know what they do
a treat for a rainy evening
the music is pleasant and the view is nice
we stayed longer than we had planned
good food and nice people
i was never bored
not a bad evening
the children laughed and so did i
it made me smile
a good place to eat
there is much to like here
the service was quick and the meal was good
funny clever and never dull
i liked it more than i had thought
not boring and not silly
"""

VERY_POSITIVE = """
what a superb film
the best meal of my life
this is the best play i know
a masterpiece from start to end
i have never laughed so much
i could read this wonderful book again and again
everything about the hotel was wonderful
we loved every minute of it
brilliant from the first scene to the last
simply magnificent
a triumph of a concert
it could not have been more wonderful
the actors were brilliant and so was the music
i did not think it could be this wonderful
nobody should miss this brilliant play
it was not just good it was superb
the more i read the more i loved it
the view took my breath away it was magnificent
absolutely wonderful in every way
everyone should see this fantastic film
the cook is an artist and the meal was superb
they feared a disaster and it was a triumph
not a disaster but a masterpiece
the room was small but everything else was superb and fantastic
marvellous music and a brilliant cast
a marvel of a book
there is nothing here that is not wonderful
i want to see it again it was fantastic
the finest song of the year
my heart is still full of this wonderful evening
i adored the story and i adored the ending
go and see it it is magnificent
a superb story and an even more superb song
an evening to remember for ever
the service was beyond wonderful
"""

BY_HAND = {
    grade: tuple(text.strip().splitlines())
    for grade, text in enumerate((VERY_NEGATIVE, NEGATIVE, NEUTRAL, POSITIVE, VERY_POSITIVE))
}
